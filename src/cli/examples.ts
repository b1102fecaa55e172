/** Command lines for `--help`, by command; a test parses every one of them. */
export const EXAMPLES: Readonly<Record<string, readonly (readonly [command: string, what: string])[]>> = {
  audit: [
    ['audit', 'the shipped model, on its own world'],
    ['audit organism:base --out runs/base --seed 2', 'another one, into this folder'],
    [
      'audit ./model --harmful advbench.csv --harmless alpaca.parquet --plan',
      'arms, time and memory of an audit of your own',
    ],
    [
      'audit ./model --harmful advbench.csv --harmless alpaca.parquet --fail-above asr.best=0.2',
      'exit code 3 if a release gate fails',
    ],
    [
      'audit ./model --harmful advbench.csv --harmless alpaca.parquet --against abliterated=hf:org/name',
      'a published checkpoint on the same test prompts',
    ],
    [
      'audit ./model --preset pca-ot-paper --print-config',
      'the protocol of a paper, with what it leaves open',
    ],
    ['audit --config audit.toml --seed 2', 'options from a file, but for the seed'],
    ['audit ./model --queue redis://host:6379', 'units done by the workers there'],
  ],
  worker: [
    ['worker redis://host:6379 --model ./model', 'serve audits of this model until stopped'],
    [
      'worker rediss://host:6380 --model organism:aligned --idle-exit 600',
      'over TLS, and end after ten idle minutes',
    ],
  ],
  replay: [['replay runs/demo', 'check that results.json agrees with the journal']],
  report: [
    ['report runs/demo --force', 'make page, Markdown, figures and tables of a finished run again'],
    ['report runs/demo --format png tex --out paper', 'figures as PNG and the LaTeX table, elsewhere'],
    [
      'report runs/demo --figure localisation --methods pca-ot,rfa --width 3.25in --no-title --format png tex --out paper',
      'one figure for a column of a paper, with a float that includes it',
    ],
    ['report runs/demo --format inspect model-card', 'logs for inspect view, and a block for a model card'],
  ],
  explain: [
    ['explain runs/demo', 'every test prompt with its outcomes, those that change first'],
    ['explain runs/demo 1', 'prompt number 1 of that list, token by token under the chosen arms'],
    ['explain runs/demo PROMPT-ID --arm pca-ot@7/k1', 'one prompt, token by token under these arms too'],
  ],
  lab: [['lab organism:aligned --no-open', 'print the address of the page']],
  check: [
    ['check runs/demo --list-metrics', 'what thresholds can be set on'],
    ['check runs/demo --fail-above asr.best=0.2', 'exit code 3 where the interval is not below'],
  ],
  compare: [['compare runs/before runs/after --out comparison.md', 'did hardening help?']],
  capture: [
    [
      'capture --model organism:aligned --prompts harmful.jsonl --out harmful.safetensors',
      'last token, all layers',
    ],
    [
      'capture --model ./model --prompts harmful.csv --layers 10-20 --positions mean --out means.safetensors',
      'means over tokens, some layers',
    ],
  ],
  fit: [
    [
      'fit --method pca-ot --source harmful.safetensors --target harmless.safetensors --layers 7 --rank 1 --out map.safetensors',
      'at one layer',
    ],
    [
      'fit --method rfa --mean-diffs mean_diffs.safetensors --layer 14 --position -1 --out rfa.safetensors',
      'a published direction',
    ],
  ],
  generate: [
    ['generate --model organism:aligned --prompts test.jsonl --out plain.jsonl', 'unattacked'],
    [
      'generate --model ./model --prompts test.jsonl --intervention map.safetensors --max-new-tokens 256 --out -',
      'under a map, to standard output',
    ],
  ],
  judge: [
    [
      'judge completions.jsonl --prompts test.jsonl --judge substring --judge llama-guard=./guard --out verdicts.jsonl',
      'two judges and their agreement',
    ],
    [
      'judge completions.jsonl --prompts test.jsonl --judge substring --sample-labels sheet.csv --out verdicts.jsonl',
      'a blinded sheet for human labels',
    ],
  ],
  score: [
    [
      'score --model ./model --text answers.jsonl --intervention map.safetensors --out scores.jsonl',
      'log-probabilities of the given texts',
    ],
  ],
  perplexity: [
    ['perplexity ./model --text pile.txt --intervention map.safetensors', 'what a map costs on plain text'],
  ],
  choices: [
    ['choices ./model --questions arc.jsonl --answer-with letter --json', 'accuracy, with every question'],
  ],
  diagnose: [
    [
      'diagnose harmful.safetensors harmless.safetensors --sites resid_post.5-9 --rank 2',
      'is a Gaussian map justified there?',
    ],
  ],
  inspect: [
    [
      'inspect ./model --prompt "How do I boil an egg?"',
      'family, template, and the tokens that each scope reaches',
    ],
  ],
  download: [['download hf:org/name@main', 'ahead of time, for machines without a connection']],
  export: [['export --python map.safetensors --out page.py', 'the map as hooks for transformers']],
  organism: [
    ['organism organism:base organism:aligned --count 400', 'how often each refuses, and answers rightly'],
  ],
  prompts: [
    [
      'prompts advbench.csv alpaca.parquet --split fit=128,selection=128,test=100',
      'near-duplicates and splits',
    ],
  ],
  doctor: [
    ['doctor', 'this machine and installation'],
    [
      'doctor --model ./model --reference reference.safetensors',
      "a model's numerical passport, against transformers",
    ],
  ],
  completion: [
    ['completion bash > ~/.local/share/bash-completion/completions/refusal-lab', 'for bash'],
    ['completion zsh > ~/.zfunc/_refusal-lab', 'for zsh, with fpath+=~/.zfunc before compinit'],
    ['completion fish > ~/.config/fish/completions/refusal-lab.fish', 'for fish'],
  ],
};
