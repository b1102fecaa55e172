import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AffineMap } from '../../interventions/affine-map.ts';
import { Intervention } from '../../interventions/intervention.ts';
import { RESIDUAL_POINTS } from '../../interventions/residual-site.ts';
import { TOKEN_SCOPES } from '../../interventions/token-scope.ts';
import { TEMPLATE_DATE } from '../../prompts/template-date.ts';
import { pythonHooksPage } from './python-hooks-page.ts';

const HASH = 'ab'.repeat(32);
const plain = AffineMap.translation(Float32Array.of(1, 2));
const clipped = new AffineMap({
  ...plain.fields(),
  range: { lower: Float32Array.of(0, 0), upper: Float32Array.of(1, 1) },
});

function page(path = 'map.safetensors', method = 'linear-act', note = ''): string {
  const intervention = new Intervention({
    maps: [
      [{ layer: 3, point: 'resid_post' }, plain],
      [{ layer: 4, point: 'resid_post' }, clipped],
      [{ layer: 4, point: 'attn_out' }, plain],
    ],
    scope: 'generated',
    skipFirst: true,
    provenance: { method, options: { note, strength: 1 } },
  });
  return pythonHooksPage({ path, hash: HASH, intervention });
}

const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Runs Python code on a file that holds `text`; its standard output. */
function runPython(code: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-python-'));
  try {
    const file = join(folder, 'page.py');
    writeFileSync(file, text);
    const { status, stdout, stderr } = spawnSync(python!, ['-c', code, file], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the page's constants as Python understands them, and every name that it defines. */
const READ = `
import ast, json, sys
tree = ast.parse(open(sys.argv[1], encoding="utf-8").read())
values = {n.targets[0].id: n.value.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)}
names = [n.name for n in tree.body if isinstance(n, ast.FunctionDef)]
kinds = sorted({type(n).__name__ for n in tree.body})
print(json.dumps({"values": values, "names": names, "kinds": kinds}))
`;
/** Quotes, line breaks of every kind, a backslash and half a surrogate pair. */
const HOSTILE = `x"""\nimport os\r\u2028os.abort()\\" '''\ud800\u0000#`;

describe('the page of Python', () => {
  it('says what the file holds, and that no checkpoint is written', () => {
    const text = page();
    expect(text).toContain('Nothing is written to a checkpoint');
    expect(text).not.toMatch(/save_pretrained|save_file|torch\.save|open\([^)]*"w/);
    expect(text).toContain('#   method   "linear-act"');
    expect(text).toContain('scope    generated, position 0 left alone');
    expect(text).toContain('attn_out 4: rank 0\n');
    expect(text).toContain('resid_post 3–4: rank 0, clipped\n');
    expect(text).toContain(`SHA256 = "${HASH}"`);
    expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  it('knows every point, scope, part and bound, and where tokens lie', () => {
    const text = page();
    for (const name of [
      ...RESIDUAL_POINTS,
      ...TOKEN_SCOPES.filter((scope) => scope !== 'answer'),
      'lower',
      'upper',
    ])
      expect(text, name).toContain(`"${name}"`);
    for (const part of ['scale', 'origin', 'basis', 'gain', 'shift'])
      expect(text).toContain(`parts["${part}"]`);
    for (const what of ['def applied(model, path=INTERVENTION, prompt_length=None)', 'get_seq_length()'])
      expect(text).toContain(what);
    expect(text).toMatch(/metadata\["skip_first"\] == "true"/);
  });

  it.skipIf(!python)('compiles', () => {
    runPython(
      "import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[1] + 'c', doraise=True)",
      page(),
    );
  });

  it.skipIf(!python)('shows chat templates the date that the lab shows them', () => {
    const code = `
import ast, datetime, sys
tree = ast.parse(open(sys.argv[1], encoding="utf-8").read())
wanted = [n for n in tree.body if (isinstance(n, ast.FunctionDef) and n.name == "encode")
          or (isinstance(n, ast.Assign) and n.targets[0].id == "DATE")]
scope = {"datetime": datetime}
exec(compile(ast.Module(wanted, []), "page", "exec"), scope)
class Encoded:
    def __init__(self, text): self.input_ids = [text]
class Tokenizer:
    def apply_chat_template(self, turns, strftime_now, **_): return strftime_now("%d %b %Y")
    def __call__(self, text, **_): return Encoded(text)
print(scope["encode"]({"prompt": "x"}, Tokenizer())[0][0], scope["encode"]({"prompt": "x"}, Tokenizer(), date="2030-01-02")[0][0])
`;
    expect(runPython(code, page())).toBe('26 Jul 2024 02 Jan 2030\n');
    expect(TEMPLATE_DATE).toBe('2024-07-26');
  });

  it.skipIf(!python)('quotes paths, methods and options: they cannot become code', () => {
    const read = (text: string) => JSON.parse(runPython(READ, text));
    const usual = read(page());
    expect(usual.values).toEqual({ INTERVENTION: 'map.safetensors', SHA256: HASH, DATE: TEMPLATE_DATE });
    const path = `my "maps"\\${HOSTILE.replace('\ud800', '')}é😀`;
    const hostile = read(page(path, HOSTILE, HOSTILE));
    expect(hostile.values.INTERVENTION).toBe(path);
    expect({ ...hostile, values: null }).toEqual({ ...usual, values: null });
  });
});
