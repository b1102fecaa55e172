import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../../src/cli/completion/bash-completion.ts';
import { type CompletionModel, completionModel } from '../../src/cli/completion/completion-model.ts';
import { fishCompletion } from '../../src/cli/completion/fish-completion.ts';
import { zshCompletion } from '../../src/cli/completion/zsh-completion.ts';
import { EXAMPLES } from '../../src/cli/examples.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const signal = () => new AbortController().signal;
const program = buildProgram(signal);
const model: CompletionModel = completionModel(program);
const has = (program: string): boolean =>
  spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;

/** The program with actions that only note that they were reached. */
function inertProgram(reached: string[]): Command {
  const inert = buildProgram(signal);
  for (const command of inert.commands)
    command.action(() => {
      reached.push(command.name());
    });
  return inert;
}

describe('help', () => {
  it('has examples of every command, and they parse', () => {
    for (const { name } of model.commands) expect(EXAMPLES[name], name).toBeDefined();
    for (const [name, examples] of Object.entries(EXAMPLES))
      for (const [line] of examples) {
        const reached: string[] = [];
        const words = line.split(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/).map((word) => word.replaceAll('"', ''));
        const redirected = words.indexOf('>');
        inertProgram(reached).parse(redirected < 0 ? words : words.slice(0, redirected), { from: 'user' });
        expect(reached, line).toEqual([name]);
      }
  });

  it('lists commands in groups, and examples behind the options', async () => {
    const { stdout } = await runHere('--help');
    expect(stdout).toMatch(
      /\nAudits:\n {2}audit .*\nStages of an audit:\n {2}capture .*\nInstallation:\n {2}doctor /s,
    );
    const help = (await runHere('audit', '--help')).stdout;
    expect(help).toMatch(
      /\nOwn model and prompts:\n.*--harmful.*\nCost:\n.*\nArms:\n.*\nJudges:\n.*\nOutput:\n.*\nRelease gate:\n.*\nMachine:\n/s,
    );
    expect(help).toMatch(/\nGlobal Options:.*\nExamples:\n {2}# .*\n {2}refusal-lab audit\n/s);
  });

  it('suggests what was meant', async () => {
    const command = await runHere('generat');
    expect(command.stderr).toMatch(/unknown command 'generat'\n\(Did you mean generate\?\)/);
    const option = await runHere('doctor', '--modle', 'x');
    expect(option.stderr).toMatch(/unknown option '--modle'\n\(Did you mean --model\?\)/);
    expect([command.code, option.code]).toEqual([2, 2]);
  });
});

describe('completion', () => {
  it('knows options, values and what arguments are, from the definitions', () => {
    const audit = model.commands.find(({ name }) => name === 'audit')!;
    const option = (long: string) => audit.options.find((each) => each.long === long);
    expect(option('--scope')!.value).toEqual({
      kind: 'words',
      words: ['all', 'prompt', 'last-prompt', 'generated', 'answer'],
    });
    expect(option('--harmful')).toMatchObject({ takes: 'many', value: { kind: 'file' } });
    expect(option('--force')).toMatchObject({ takes: 'none' });
    expect(audit.arguments).toEqual([{ name: 'model', value: { kind: 'model' }, many: false }]);
    expect(model.models).toContain('organism:aligned');
  });

  it('has a script for every shell, and refuses others', async () => {
    for (const [shell, script] of [
      ['bash', bashCompletion(model)],
      ['zsh', zshCompletion(model)],
      ['fish', fishCompletion(model)],
    ])
      expect(await runHere('completion', shell)).toEqual({ code: 0, stdout: script, stderr: '' });
    const { code, stderr } = await runHere('completion', 'tcsh');
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
    expect(code).toBe(2);
  });
});

describe('completion in bash', () => {
  const script = scratch.path('refusal-lab.bash');
  beforeAll(() => {
    scratch.write('refusal-lab.bash', bashCompletion(model));
    mkdirSync(scratch.path('models dir'));
    scratch.write('prompts.jsonl', '');
  });

  /** What bash offers at the end of a line: COMPREPLY of the registered function, with words broken as bash does. */
  function offered(line: string): string[] {
    const run = `
      source "$1"; cd "$2"
      COMP_LINE="$3" COMP_POINT=\${#3}
      fn=$(complete -p refusal-lab); fn=\${fn#*-F }; fn=\${fn%% *}
      "$fn" refusal-lab
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr, status } = spawnSync(
      'bash',
      ['--norc', '-c', run, 'bash', script, scratch.path('.'), line],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return stdout
      .split('\n')
      .filter((each) => each !== '')
      .sort();
  }

  it.each([
    ['refusal-lab gen', ['generate']],
    ['refusal-lab --debug ex', ['explain', 'export']],
    ['refusal-lab generate --max', ['--max-new-tokens']],
    ['refusal-lab audit --deb', ['--debug']],
    ['refusal-lab audit --scope ', ['all', 'answer', 'generated', 'last-prompt', 'prompt']],
    ['refusal-lab audit --scope=last', ['last-prompt']],
    ['refusal-lab fit --out x --method lea', ['leace']],
    // Behind the colon, where bash breaks words.
    ['refusal-lab audit organism:al', ['aligned', 'aligned-2']],
    ['refusal-lab generate --model organism:b', ['base']],
    ['refusal-lab audit mod', ['models dir']],
    ['refusal-lab generate --model x --prompts pro', ['prompts.jsonl']],
    ['refusal-lab audit --harmful a.csv pro', ['prompts.jsonl']],
    ['refusal-lab check mod', ['models dir']],
    ['refusal-lab completion ', ['bash', 'fish', 'zsh']],
    ['refusal-lab generate --max-new-tokens ', []],
  ])('%s⇥', (line, words) => {
    expect(offered(line)).toEqual(words);
  });

  it('offers every command, and every option of each', () => {
    expect(offered('refusal-lab ')).toEqual(model.commands.map(({ name }) => name).sort());
    const fit = model.commands.find(({ name }) => name === 'fit')!;
    const all = [...fit.options, ...model.options].map(({ long }) => long);
    expect(offered('refusal-lab fit --')).toEqual(all.sort());
  });

  it.skipIf(!has('script'))('works at a prompt of bash itself (skipped without script(1))', () => {
    const line =
      'source "$F"\nrefusal-lab() { printf "<%s>" "$@"; }\nrefusal-lab audit organism:aligned-\t --sco\tgener\t\nexit\n';
    const { stdout } = spawnSync('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'], {
      input: line,
      encoding: 'utf8',
      env: { ...process.env, F: script, PS1: '$ ', TERM: 'dumb' },
    });
    expect(stdout).toContain('<audit><organism:aligned-2><--scope><generated>');
  });
});

describe('completion in other shells', () => {
  it.skipIf(!has('zsh'))('is what zsh parses (skipped without zsh)', () => {
    const path = scratch.write('_refusal-lab', zshCompletion(model));
    expect(spawnSync('zsh', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('names models, values and files for zsh', () => {
    const script = zshCompletion(model);
    expect(script).toMatch(/^#compdef refusal-lab\n/);
    expect(script).toContain("'organisms:model:(organism\\:base organism\\:aligned organism\\:aligned-2)'");
    expect(script).toMatch(/'\*--scope\[[^\]]+\]:scope:\(all prompt last-prompt generated answer\)'/);
    expect(script).toMatch(/'\*--prompts\[.*\]:prompts:_files'/);
  });

  it.skipIf(!has('fish'))('works in fish (skipped without fish)', () => {
    const path = scratch.write('refusal-lab.fish', fishCompletion(model));
    const offered = (line: string): string[] => {
      const { stdout, stderr } = spawnSync(
        'fish',
        ['--no-config', '-c', `source ${path}; complete -C "${line}"`],
        {
          encoding: 'utf8',
          cwd: scratch.path('.'),
        },
      );
      expect(stderr).toBe('');
      return stdout
        .split('\n')
        .filter((each) => each !== '')
        .map((each) => each.split('\t')[0])
        .sort();
    };
    expect(offered('refusal-lab gen')).toEqual(['generate']);
    expect(offered('refusal-lab audit --scope last')).toEqual(['last-prompt']);
    expect(offered('refusal-lab audit organism:al')).toEqual(['organism:aligned', 'organism:aligned-2']);
    expect(offered('refusal-lab generate --max')).toEqual(['--max-new-tokens']);
  });

  it('names models and values for fish', () => {
    expect(fishCompletion(model)).toMatch(
      /^complete -c refusal-lab -n '__fish_seen_subcommand_from fit' -l method -r -f -a 'rfa som .* pca-ot /m,
    );
  });
});
