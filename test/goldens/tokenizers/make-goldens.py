"""Small tokenizers and chat templates of the forms that published models have, and what the Python libraries make of them.

    python make-goldens.py

Needs tokenizers, transformers and jinja2 (made with 0.23.2, 5.18.0 and 3.1.6). No published tokenizer or template is in
here: vocabularies are learned from the lines below, templates are written anew with the constructs of those that models
have. Per form a folder with tokenizer.json, tokenizer_config.json, chat_template.jinja and expected.json; beside them
jinja.json, single constructs of the template language.
"""

import datetime
import json
import random
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils

HERE = Path(__file__).parent
NOW = datetime.datetime(2026, 2, 3, 4, 5, 6)

CORPUS = """
The apprentice asks how a kettle charm is brewed, and the master answers that moss is gathered before the dawn.
You are a helpful assistant. Answer the question as briefly as you can, and say so when you do not know the answer.
I'm sure they'll say it's what we've done; he'd rather not, and they're right. THEY'RE RIGHT. Don't! Can't? Won't.
In 1987 there were 12345 visitors, 3.14159 of them round; 2026-02-03 is a date, 10:45 a time and 1,000,000 a number.
def brew(leaves, water=1.5):\n    if not leaves:\n        raise ValueError("no leaves")\n    return [leaf * water for leaf in leaves]
for (let i = 0; i < n; i++) {\n\tconsole.log(`${i}: ${names[i]}`);\n}\n\n\n<p class="tea">Moss &amp; leaves</p>
L'apprenti demande où l'on cueille la mousse ; déjà l'été, à peine levé, naïf, il répond : « ça va, garçon ? »
Der Lehrling fragt, wie man den Zauber braut; für die Größe des Kessels gilt: möglichst groß, aber nicht übermäßig.
Ученик спрашивает, как варят зелье, и мастер отвечает, что мох собирают до рассвета, когда ещё тихо.
学徒问水壶的咒语是怎么熬制的，师傅回答说苔藓要在黎明之前采集。多少年前，这里有一座山。
弟子は、やかんの呪文をどうやって煮るのかと尋ねる。師匠は、夜明け前に苔を集めると答える。
يسأل التلميذ كيف تُطبخ التعويذة، فيجيب المعلم أن الطحلب يُجمع قبل الفجر.
शिष्य पूछता है कि मंत्र कैसे पकाया जाता है, और गुरु उत्तर देते हैं कि काई भोर से पहले इकट्ठी की जाती है।
제자는 주전자의 주문을 어떻게 끓이는지 묻고 스승은 새벽이 오기 전에 이끼를 모은다고 대답한다.
""".strip().split("\n")
CORPUS = [line.replace("\\n", "\n").replace("\\t", "\t") for line in CORPUS]

TEXTS = [
    "", " ", "  ", "a", " a", "a ", "   a   ", "\n", "\n\n", " \n", "\n ", "\t", "\r\n", "a\r\nb", "a\n\n\nb", "a  b   c    d",
    "The master answers.", "the master answers", "THE MASTER", "It's what we've DONE, they'LL say; I'M.", "'s 'T 'Re", "’s",
    "1", "12", "123", "1234", "12345678901234567890", "3.14 1,000", "٣٤٥ १२३ ½ ² Ⅷ", "a1b22c333d4444",
    "naïve", "nai\u0308ve", "\u00c5 \u212b A\u030a", "ﬁ ﬀ", "e\u0301\u0301", "\u1100\u1161\u11a8 각", "가각힣",
    "苔藓要在黎明", "やかんの呪文", "ｶﾞ", "تُطبخ", "शिष्य", "ученик", "mixed 学徒 и ученик",
    "🙂", "👩‍👩‍👧‍👦", "🏳️‍🌈🇩🇪", "☃️", "𝕿𝖊𝖝𝖙", "\u200b\u200d\ufeff", "\u00a0\u2003\u3000x", "\u0085\u2028\u2029", "\x00\x01\x7f",
    "\ufffd", "\U0010ffff", "<0x41>", "▁", "a▁b", "▁▁ ▁", "Ġ", "Ċ", "<s>", "</s>", "<unk>", "a<s>b", " <s> ", "<s></s><s>", "</ s>", "<S>",
    "<|im_start|>user\nhi<|im_end|>\n", "<|im_start|> <|im_end|>", "<|im_start|", "<|endoftext|>", "<|eot_id|>", "x<|eot_id|>y <|eot_id|> z",
    "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi", "[INST] hi [/INST]", "[INST]hi[/INST]", "<think>\n\n</think>\n\n",
    "<<SYS>>\nx\n<</SYS>>\n\n", "def f(x):\n    return x\n", "\tif (a) {\n\t\treturn;\n\t}", "!!!???...", "a_b-c/d\\e", "http://a.example/?q=1&r=%20",
    "<p>&amp;</p>", "$100 €5 £3", "C++ C# F#", "…", "--- ***", "word\u00adword", "İıſK", "ǅ", "ß ẞ SS", "Zażółć gęślą jaźń",
]  # fmt: skip


def random_texts(count: int) -> list[str]:
    """Texts without any sense: classes of characters that pre-tokenizers tell apart, in any order."""
    source = random.Random(20260203)
    kinds = [
        lambda: source.choice(["the", "moss", "It's", "WE'LL", "été", "größe", "ученик", "苔藓", "やかん", "كيف", "काई"]),
        lambda: source.choice(" \u00a0\t\n\r\u3000\u200b") * source.randint(1, 4),
        lambda: "".join(source.choice("0123456789٣१²") for _ in range(source.randint(1, 6))),
        lambda: "".join(source.choice("'.,;:!?-_/\\()[]{}<>|&%$#@*+=~`^\"") for _ in range(source.randint(1, 3))),
        lambda: source.choice(["🙂", "👩‍👧", "e\u0301", "\u0301", "ﬁ", "𝕿", "▁", "Ġ", "\x01"]),
        lambda: source.choice(["<s>", "</s>", "<|im_end|>", "<|eot_id|>", "[/INST]", "<think>"]),
        lambda: chr(source.choice([source.randint(0x20, 0x24F), source.randint(0x370, 0x1FFF), source.randint(0x3040, 0xD7A3)])),
    ]
    weights = [6, 5, 2, 3, 1, 1, 3]
    return ["".join(kind() for kind in source.choices(kinds, weights, k=source.randint(1, 10))) for _ in range(count)]


# ---- forms of tokenizers ----

SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level(digits: str, normalizer, ignore_merges: bool, specials: list[str]) -> Tokenizer:
    """BPE over bytes after a split by a regular expression: Llama 3, Qwen 2 and 3."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT % digits), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=900, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens([AddedToken(each, special=True, normalized=False) for each in specials])
    return tokenizer


def sentence_piece(metaspace: bool, added: list[str]) -> Tokenizer:
    """BPE over characters with byte fallback, as converted from sentencepiece: Llama 2 (spaces replaced by a
    normaliser), Mistral 0.3 (by a pre-tokenizer, before the first word only)."""
    specials = ["<unk>", "<s>", "</s>"]
    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    trained.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=700, special_tokens=specials, limit_alphabet=160, show_progress=False)
    )
    learned = json.loads(trained.to_str())["model"]
    names = [*specials, *added, *(f"<0x{byte:02X}>" for byte in range(256))]
    pieces = [piece for piece in learned["vocab"] if piece not in names]
    vocab = {piece: index for index, piece in enumerate([*names, *pieces])}
    merges = [tuple(merge) for merge in learned["merges"]]
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if metaspace:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    else:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.add_special_tokens([AddedToken(each, special=True, normalized=False) for each in [*specials, *added]])
    begin_with(tokenizer, "<s>")
    return tokenizer


def begin_with(tokenizer: Tokenizer, token: str, *before) -> None:
    template = processors.TemplateProcessing(
        single=f"{token} $A", pair=f"{token} $A {token} $B", special_tokens=[(token, tokenizer.token_to_id(token))]
    )
    tokenizer.post_processor = processors.Sequence([*before, template]) if before else template


def llama31() -> Tokenizer:
    specials = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>"]
    tokenizer = byte_level("{1,3}", None, True, specials)
    begin_with(tokenizer, "<|begin_of_text|>", processors.ByteLevel(trim_offsets=False))
    return tokenizer


def qwen(more: list[str]) -> Tokenizer:
    tokenizer = byte_level("", normalizers.NFC(), False, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    tokenizer.add_tokens([AddedToken(each, special=False, normalized=False) for each in more])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    return tokenizer


# ---- forms of chat templates ----

LLAMA2 = """\
{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set preamble = messages[0]['content'] %}\
{% else %}{% set rest = messages %}{% set preamble = false %}{% endif %}\
{% for message in rest %}\
{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('user and assistant must take turns') }}{% endif %}\
{% if loop.index0 == 0 and preamble != false %}{% set text = '<<SYS>>\\n' + preamble + '\\n<</SYS>>\\n\\n' + message['content'] %}\
{% else %}{% set text = message['content'] %}{% endif %}\
{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + text.strip() + ' [/INST]' }}\
{% elif message['role'] == 'assistant' %}{{ ' ' + text.strip() + ' ' + eos_token }}{% endif %}\
{% endfor %}"""

MISTRAL = """\
{%- if messages[0]["role"] == "system" %}
    {%- set preamble = messages[0]["content"] %}
    {%- set rest = messages[1:] %}
{%- else %}
    {%- set rest = messages %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}
{%- set questions = rest | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in rest %}
    {%- if not (message.role == "tool" or (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("user and assistant must take turns") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token }}
{%- for message in rest %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == questions[-1]) %}
            {{- "[AVAILABLE_TOOLS]" + (tools | tojson) }}
        {%- endif %}
        {%- if loop.last and preamble is defined %}
            {{- "[INST]" + preamble + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST]" + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token }}
    {%- else %}
        {{- raise_exception("only user and assistant turns") }}
    {%- endif %}
{%- endfor %}
"""

LLAMA31 = """\
{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not tools_in_user_message is defined %}
    {%- set tools_in_user_message = true %}
{%- endif %}
{%- if not date_string is defined %}
    {%- DATE %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- The first turn may be the system's. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set preamble = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set preamble = "" %}
{%- endif %}

{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if builtin_tools is defined or tools is not none %}
    {{- "Environment: ipython\\n" }}
{%- endif %}
{%- if builtin_tools is defined %}
    {{- "Tools: " + builtin_tools | reject('equalto', 'code_interpreter') | join(", ") + "\\n\\n"}}
{%- endif %}
{{- "Known until: December 2023\\n" }}
{{- "Today: " + date_string + "\\n\\n" }}
{%- if tools is not none and not tools_in_user_message %}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- preamble }}
{{- "<|eot_id|>" }}

{%- if tools_in_user_message and not tools is none %}
    {%- if messages | length != 0 %}
        {%- set question = messages[0]['content']|trim %}
        {%- set messages = messages[1:] %}
    {%- else %}
        {{- raise_exception("no user turn to put tools into") }}
    {%- endif %}
    {{- '<|start_header_id|>user<|end_header_id|>\\n\\n' + question + "<|eot_id|>" }}
{%- endif %}

{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("one call at a time") }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
"""
FIXED_DATE = 'set date_string = "26 Jul 2024"'
CLOCK_DATE = """if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif"""

QWEN25 = """\
{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- for tool in tools %}
        {{- "\\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "<|im_end|>\\n" }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>system\\nYou are a look-alike. You are a helpful assistant.<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

QWEN3 = """\
{%- if tools %}
    {{- '<|im_start|>system\\n' }}
{%- elif messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set ns = namespace(many_steps=true, last_question=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.many_steps and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.many_steps = false %}
        {%- set ns.last_question = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set thoughts = '' %}
        {%- if message.reasoning_content is string %}
            {%- set thoughts = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set thoughts = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last_question %}
            {%- if loop.last or (not loop.last and thoughts) %}
                {{- '<|im_start|>' + message.role + '\\n<think>\\n' + thoughts.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
            {%- else %}
                {{- '<|im_start|>' + message.role + '\\n' + content }}
            {%- endif %}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""


def turns(*contents: str, system: str | None = None) -> list[dict[str, str]]:
    first = [] if system is None else [{"role": "system", "content": system}]
    return first + [{"role": ["user", "assistant"][i % 2], "content": text} for i, text in enumerate(contents)]


CONVERSATIONS = [
    turns("How is a kettle charm brewed?"),
    turns("How is a kettle charm brewed?", system="You are a master of crafts."),
    turns("How is a kettle charm brewed?", system=""),
    turns("How is a kettle charm brewed?", system="  \n spaces around \n "),
    turns("  Hi \n", " Hello. ", "\n\nAnd moss?\n"),
    turns("Hi", "<think>\nA greeting.\n</think>\n\nHello.", "Moss?", "<think>So.</think>Green."),
    turns("Hi", "Hello.", "Moss?", "Green.", "Thanks", system="Be brief."),
    turns(""),
    turns("a", "", "b"),
    turns("學徒 🙂 nai\u0308ve\u00a0<s>[/INST]</s> <|im_end|> <|eot_id|> {{ x }} {% y %} \\n 'q' \"r\""),
    turns("\ufeff a\u0085 \x1c", system="\ufeffb \u2028"),
    turns("false"),
    turns("0", system="0"),
    turns("<tool_response>x</tool_response>"),
    [{"role": "assistant", "content": "I begin."}],
    [*turns("a"), {"role": "system", "content": "late"}, *turns("b")],
    [*turns("a"), *turns("b")],
]

FORMS = {
    "llama2": (lambda: sentence_piece(False, []), LLAMA2, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}),
    "mistral": (
        lambda: sentence_piece(True, ["[INST]", "[/INST]"]),
        MISTRAL,
        {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
    ),
    "llama31": (llama31, LLAMA31.replace("DATE", FIXED_DATE), {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"}),
    "llama32": (None, LLAMA31.replace("DATE", CLOCK_DATE), {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"}),
    "qwen25": (lambda: qwen(["<tool_call>"]), QWEN25, {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}),
    "qwen3": (lambda: qwen(["<think>", "</think>"]), QWEN3, {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}),
}

# ---- single constructs of the template language ----

VALUES = ["''", "'a'", "'0'", "'1'", "0", "1", "1.0", "true", "false", "none", "[]", "[1]", "{}", "{'a': 1}", "missing"]
CONSTRUCTS = [
    *(f"{{% if {a} %}}yes{{% else %}}no{{% endif %}}" for a in VALUES),
    *(f"{{% if {a} {op} {b} %}}yes{{% else %}}no{{% endif %}}" for op in ["==", "!="] for a in VALUES for b in VALUES),
    *(f"{{% if {a} in {b} %}}yes{{% else %}}no{{% endif %}}" for a in VALUES for b in ["[]", "['']", "[0, 'a']", "[true]", "[[]]"]),
    *(f"{{% if 'a' in {b} %}}yes{{% else %}}no{{% endif %}}" for b in ["''", "'cat'", "{}", "{'a': 0}", "missing"]),
    *(f"{{% if {a} is {test} %}}yes{{% else %}}no{{% endif %}}" for a in VALUES for test in
      ["defined", "none", "string", "number", "boolean", "false", "true", "mapping", "iterable", "sequence"]),
    *(f"{{{{ {a} }}}}" for a in VALUES),
    *(f"{{{{ 'x' ~ {a} }}}}" for a in VALUES),
    *(f"{{{{ {a} | length }}}}" for a in ["''", "'añ🙂'", "[]", "[1]", "{'a': 1}"]),
    *(f"{{{{ {a} | tojson }}}}" for a in VALUES[:-1]),
    *(f"{{{{ {a} | default('d') }}}}|{{{{ {a} | default('d', true) }}}}" for a in VALUES),
    "{{ {'b': [1, 'é<&>', none], 'a': {}} | tojson(indent=4) }}",
    "{{ 'a\\nb\\tc' }}", "{{ \"it's\" }}", "{{ 'x' * 3 }}", "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 }}",
    "{{ 'abc'[0] }}{{ 'abc'[-1] }}{{ 'abc'[1:] }}{{ 'abc'[::-1] }}", "{{ [1, 2, 3][1:] }}", "{{ [1, 2, 3][::-1] | join(',') }}",
    "{{ ' a '.strip() }}|{{ ' a ' | trim }}|{{ 'xxaxx'.strip('x') }}|{{ '\\na\\n'.lstrip('\\n') }}|{{ 'a,b,c'.split(',') | join('-') }}",
    "{{ 'xyaxy'.strip('yx') }}|{{ 'xyaxy'.lstrip('xy') }}|{{ 'xyaxy'.rstrip('y') }}|{{ ' \\na\\n '.strip('\\n') }}", "{{ '\ufeff\x1c\u00a0\u0085 a \u3000\u200b'.strip() }}|{{ '\ufeff\x1c\u00a0\u0085 a \u3000\u200b' | trim }}|{{ missing | trim }}|{{ 5 | trim }}",
    "{{ 'a b  c'.split() | join('-') }}", "{{ 'a b c'.split(' ', 1) | join('-') }}", "{{ 'Abc'.upper() }}{{ 'Abc'.lower() }}{{ 'abc' | capitalize }}{{ 'a b'.title() }}",
    "{{ 'abc'.startswith('a') }}", "{{ 'abc'.replace('b', 'x') }}", "{{ 'a'.join(['1', '2']) }}", "{{ 'abc'.find('c') }}",
    "{% for x in [1, 2] %}{{ loop.index }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{% endfor %}",
    "{% for x in [] %}a{% else %}b{% endfor %}", "{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}",
    "{% for x in [1, 2, 3] if x != 2 %}{{ x }}{{ loop.index }}{% endfor %}", "{% for x in [1, 2, 3] %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in [1, 2, 3] %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}", "{% set x = 1 %}{% for y in [2] %}{% set x = y %}{% endfor %}{{ x }}",
    "{% set ns = namespace(x=1) %}{% for y in [2] %}{% set ns.x = y %}{% endfor %}{{ ns.x }}", "{% macro m(a, b='d') %}{{ a }}{{ b }}{% endmacro %}{{ m('x') }}{{ m('x', b='y') }}",
    "{% set x %}a{{ 1 }}{% endset %}{{ x }}", "{{ 'a' if missing else 'b' }}", "{{ 'a' if missing }}", "{{ missing.a is defined }}", "{{ messages[5] is defined }}",
    "{{ messages[0].nothing is defined }}", "{{ messages[0].get('role') }}{{ messages[0].get('x', 'd') }}{{ messages[0].get('x') }}", "{{ messages[0].content }}|{{ messages[0]['content'] }}",
    "{{ messages | map(attribute='role') | join(',') }}", "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}", "{{ messages | rejectattr('role', 'equalto', 'user') | list | length }}",
    "{% if messages[0] == messages[0] %}same{% endif %}{% if messages[0] == messages[1] %}equal{% else %}other{% endif %}", "{% if messages[0].role == 'user' and not messages[0].tool_calls %}plain{% endif %}",
    "{{ [1, 2] + [3] }}", "{{ 'a' 'b' }}", "{{ not '' }}", "{{ '' or 'b' }}", "{{ [] or 'b' }}", "{{ 0 or none or 'z' }}", "{{ 1 and 'b' }}", "{{ ('a', 'b') | join }}", "{{ 'a' < 'b' }}", "{{ 1 < 2 < 3 }}",
    "  {% if true %}\n  a\n  {% endif %}\nb", "a\n{%- if true %}\n b \n{%- endif %}\n c", "{# c #}\nx", "x {#- c -#} y", "{{ 'a' -}}\n b", "{% raw %}{{ x }}{% endraw %}", "{{ '%s-%s' | format('a', 1) }}",
    "{{ [3, 1, 2] | sort | join }}", "{{ ['a', 'b'] | first }}{{ ['a', 'b'] | last }}", "{{ {'b': 1, 'a': 2} | dictsort }}", "{{ [1, 1, 2] | unique | list }}", "{{ 3.0 }} {{ 3.5 }} {{ 1e3 }} {{ 10 | string }} {{ '3' | int }}",
    "{{ 'a<b>&' | e }}", "{{ range(3) | list }}", "{{ range(1, 6, 2) | join(',') }}", "{{ 'x' | indent(2) }}{{ 'a\\nb' | indent(2) }}", "{{ 'abc' | replace('a', 'z') | upper }}", "{{ 'abc' | list }}", "{{ {'a': 1}.keys() | list }}{{ {'a': 1}.values() | list }}",
    # Null, not undefined: transformers passes tools and documents always.
    *(f"{{% if {a} {test} %}}yes{{% else %}}no{{% endif %}}" for a in ["tools", "documents"] for test in
      ["is none", "is not none", "is defined", "is not defined", "== none", "is iterable and tools | length > 0", "is iterable", "is sequence", "is mapping", "is string"]),
    "{{ tools }}|{{ documents }}|{{ tools | default('d') }}|{{ tools | default('d', true) }}", "{% for x in documents or [] %}a{% else %}b{% endfor %}",
    "{% if true %}\r\n  a\r\n{% endif %}\r\nb\r\n", "a\rb\n\rc", "{{ 'x\r\ny' }}", "x\r\n", "x\n\n", "  {%- if true %}\r\n  a\r\n  {%- endif %}\r\n",
    *(f"{{{{ {text} | {filter} }}}}|{{{{ ({text}).{filter}() }}}}" for filter in ["title", "capitalize", "upper", "lower"] for text in
      ["'hELLO wORLD'", "\"they're bill's FRIENDS\"", "'a-b (c d) [e {f <g'", "'éTÉ ña'", "'ßa'", "'ﬁA'", "'中a b1c'", "'ΟΔΟΣ ΟΔΟΣ'", "''", "'1a 2B'", "'éa'", "'a_b'"]),
    "{{ messages | join(',', attribute='role') }}", "{{ messages | join(attribute='role') }}", "{{ ['a', 1, none, true, 1.0] | join('-') }}", "{{ 'abc' | join('-') }}", "{{ missing | join('-') }}", "{{ messages | map(attribute='role') | join(d='+') }}",
    *(f"{{{{ 'a🙂b🙃'[{at}] }}}}" for at in ["0", "1", "2", "3", "-1", "-2", "4", "1:", ":2", "::-1", "1:3", "-2:"]), "{{ 'a🙂b'[9] is defined }}", "{% set i = 1 %}{{ 'a🙂b'[i] }}{{ 'a🙂b' | count }}{{ 'a🙂b' | length }}",
    *(f"{{{{ strftime_now('%{flag}{code}') }}}}" for flag in ["", "-"] for code in "YCymdeBbhAauwjUWHIpMSDFTR%"), "{{ strftime_now('%f') }}", "{{ strftime_now('%c|%x|%X|%z|%Z|') }}", "{{ strftime_now('%_d|%0e|%_m|%n|%t') }}", "{{ strftime_now('%Q') }}", "{{ strftime_now('100%') }}", "{{ strftime_now('%^a') }}", "{{ strftime_now('%G-%V') }}", "{{ strftime_now('%s') }}",
    "{% for c in 'a🙂b' %}{{ c }}{{ loop.index }}{% endfor %}", "{% for x in missing %}a{% else %}b{% endfor %}", "{% for x in none %}a{% endfor %}", "{% for x in 5 %}a{% endfor %}", "{% for k in {'a': 1, 'b': 2} %}{{ k }}{% endfor %}", "{% for c in 'abc' if c != 'b' %}{{ c }}{% endfor %}",
    "{{ [1, 2, 3] | select('odd') | join(',') }}", "{{ [1, 2, 3] | reject('odd') | join(',') }}", "{{ [0, 1, ''] | select | list | length }}", "{{ ['a', 'b'] | select('in', ['b']) | join }}", "{{ [1, 2, 3] | select('gt', 1) | join }}", "{{ messages | selectattr('role', '==', 'user') | map(attribute='content') | join }}", "{{ messages | selectattr('content') | list | length }}", "{{ messages | selectattr('role', 'in', ['user', 'x']) | list | length }}", "{{ messages | rejectattr('nothing', 'defined') | list | length }}",
    "{{ ['a', 'B'] | map('upper') | join }}", "{{ [' a ', 'b '] | map('trim') | join }}", "{{ ['ab', 'c'] | map('length') | join(',') }}", "{{ ['a'] | map('replace', 'a', 'b') | join }}", "{{ messages | map(attribute='nothing', default='d') | join }}", "{{ [1, 2] | map('string') | join }}", "{{ ['x'] | map('nothing') | join }}",
    *(f"{{{{ {a} | round }}}}|{{{{ {a} | round(1) }}}}|{{{{ {a} | round(2) }}}}" for a in ["2.5", "3.5", "-2.5", "1.45", "2.45", "1.005", "0.285", "1.115", "2.675", "7", "0.125", "0.05"]), "{{ 2.1 | round(method='ceil') }}{{ 2.9 | round(0, 'floor') }}{{ 2 | round(method='ceil') }}{{ 15 | round(-1) }}", "{{ 2.5 | round | int }}",
    "{{ 'a,b,c'.rsplit(',', 1) | join('|') }}", "{{ 'a,b,c'.rsplit(',') | join('|') }}", "{{ ' a  b c '.rsplit(none, 1) | join('|') }}", "{{ 'a  b c '.split(none, 1) | join('|') }}", "{{ 'a  b c '.split(maxsplit=1) | join('|') }}", "{{ 'a--b--'.split('--') | join('|') }}", "{{ 'ab'.split('') }}", "{{ ''.split() | length }}{{ ''.split(',') | length }}",
    "{{ 'a🙂bb'.find('b') }}{{ 'abc'.find('x') }}{{ 'abcb'.rfind('b') }}", "{{ 'aaa'.count('a') }}{{ 'aaa'.count('aa') }}{{ 'a🙂'.count('') }}", "{{ 'xay'.removeprefix('x') }}{{ 'xay'.removesuffix('y') }}{{ 'xay'.removeprefix('q') }}{{ 'xay'.removesuffix('') }}",
    "{{ 'aaa'.replace('a', 'b', 2) }}{{ 'ab'.replace('', '-') }}{{ 'ab'.replace('', '-', 2) }}{{ 'aaa' | replace('a', 'b', 1) }}{{ 'aaa' | replace('a', 'b', count=2) }}", "{{ 'abc'.startswith(('x', 'a')) }}{{ 'abc'.endswith('c') }}", "{{ 'Ab'.isupper() }}{{ 'AB1'.isupper() }}{{ 'ab'.islower() }}{{ '1'.islower() }}{{ ' \t'.isspace() }}{{ ''.isspace() }}", "{{ '1'.isdigit() }}", "{{ 'a'.zfill(3) }}", "{{ 'a'.nothing() }}",
    "{% for x in [1, 2, 3] %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for x in [1, 2] %}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.revindex }}{% endfor %}",
    "a\n  {%+ if true %}\n  b\n  {%+ endif %}\nc", "{% if true +%}\n  a{% endif +%}\nb", "{{ 'a' is in ['a', 'b'] }}{{ 'c' is not in 'abc' }}{{ 'c' is in 'abd' }}", "{% if 'a' is in messages[0].role or true %}y{% endif %}",
    "{{ 3 > 2 > 1 }}", "{{ 1 == 1 == 1 }}", "{{ 'a' == 'a' in ['a'] }}", "{{ (1 < 2) == (2 < 3) }}", "{{ (1 == 1) != (2 == 2) }}", "{{ 1 < 2 and 2 < 3 or 3 < 4 }}", "{{ [1 < 2, 2 < 3] | length }}", "{{ 'y' if 1 < 2 else 3 < 4 }}", "{{ not 1 < 2 }}", "{{ 'a' not in ['b'] and 'a' in ['a'] }}",
    *(f"{{{{ {a} {op} {b} }}}}" for op in ["<", "<=", ">", ">="] for a, b in [("1", "2.0"), ("'a'", "'B'"), ("'🙂'", "'￿'"), ("true", "0"), ("'a'", "1"), ("none", "1"), ("'ab'", "'a'")]),
    "{{ missing | d('x') }}{{ '' | d('x', true) }}{{ none | d('x') }}{{ missing | default(default_value='x') }}{{ '' | default('x', boolean=true) }}", "{{ 'abc' | count }}{{ [1] | count }}{{ {'a': 1} | count }}", "{% with %}{% set a = 1 %}{{ a }}{% endwith %}", "{% with a = 1 %}{{ a }}{% endwith %}", "{{ dict(a=1, b='x') | tojson }}{{ dict(a=1).a }}", "{{ dict() | length }}",
    *(f"{{{{ {a} }}}}" for a in ["7 % 3", "-7 % 3", "7 % -3", "-7.5 % 2", "7 // 2", "-7 // 2", "7.0 // 2", "7 / 2", "8 / 2", "1 // 0", "1 % 0", "2 ** 3", "1 + 1.0", "1.5 + 1", "3 * 0.5", "true + 1", "'ab' * 2", "2 * 'ab'", "'a' * -1", "'a' + none", "none + 'a'", "1 - 'a'", "[1] + 'a'", "'a' ~ 1 ~ none ~ true ~ 1.5", "10 - 3 - 2", "'%d' % 3"]),
    *(f"{{{{ {a} | {filter} }}}}" for filter in ["int", "float", "string", "list | length", "upper"] for a in ["'3'", "' 3 '", "'3.7'", "'12abc'", "'abc'", "''", "3.7", "-3.7", "true", "none", "'1_000'", "'1e3'", "5", "missing"]), "{{ 'x' | int(5) }}{{ 'x' | int(default=6) }}{{ 'x' | float(0.5) }}",
    "{{ ['a', 'A', 'b', 1, 1.0, true] | unique | list | length }}", "{{ 'a\nb\n\nc\n' | indent }}", "{{ 'a\nb\n\nc' | indent(2, true) }}", "{{ 'a\n\nb' | indent(2, blank=true) }}", "{{ 'a\nb' | indent('> ') }}", "{{ 'a\nb' | indent(width=3, first=true) }}", "{{ 'a b' | indent(2) }}",
    "{{ {'b': 1.0, 'a': [1.5, 'é🙂\x7f']} | tojson(sort_keys=true) }}", "{{ ['é🙂\x7f'] | tojson(ensure_ascii=true) }}", "{{ {'a': [1, {}], 'b': []} | tojson(indent=2) }}", "{{ [1, 2] | tojson(separators=(',', ':')) }}", "{{ {'a': {'b': 1}} | tojson(indent=2, separators=(',', ': ')) }}", "{{ missing | tojson }}", "{{ '</script>\u2028' | tojson }}", "{{ 1e-5 | tojson }}",
    *(f"{{{{ {a} is {test} }}}}" for test in ["odd", "even", "integer", "float", "callable", "upper", "lower", "undefined"] for a in ["3", "-3", "2", "1.0", "true", "'A'", "'a1'", "'1'", "missing", "none", "[]"]),
    "{{ 4 is divisibleby(2) }}", "{{ 1 is eq 1 }}", "{% filter upper %}a{{ 'b' }}{% endfilter %}", "{% filter title %}hELLO{% endfilter %}", "{% filter trim %}  ﻿a {% endfilter %}|", "{% filter replace('a', 'b') %}aa{% endfilter %}",
    "{{ messages[0].nothing }}|{{ messages[0]['nothing'] }}|{{ messages[9] }}|", "{{ messages[9].role }}", "{{ messages[0].nothing.more }}", "{{ none.a }}|", "{{ 'a'.b }}|", "{{ (5).a }}|", "{{ messages[0]['role'][0] }}", "{{ missing['a'] }}", "{{ missing[0] }}", "{{ missing[1:] }}",
    "{{ namespace(a=1).a }}{{ namespace(a=1).b }}|", "{% set ns = namespace() %}{% set ns.x = 'a' %}{{ ns.x }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% for a, b in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}", "{% for a, b in {'x': 1} | dictsort %}{{ a }}{{ b }}{% endfor %}", "{% for a, b in {'x': 1} | items %}{{ a }}{{ b }}{% endfor %}",
    "{% for x in [1, 2] %}{{ y }}{% set y = x %}{% endfor %}", "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}", "{% macro m(a) %}{{ a }}{{ b }}{% endmacro %}{{ m() }}{{ m(none) }}", "{% macro m() %}{{ varargs | length }}{{ kwargs | length }}{% endmacro %}{{ m(1, 2, x=3) }}",
    "{{ range(5, 0, -2) | join }}{{ range(0) | length }}", "{{ 'a' if none else 'b' }}", "{{ [] }}", "{{ (1, 2) }}", "{{ messages | length }}{{ messages | first | length }}", "{{ messages[-1].role }}{{ (messages | last).role }}{{ messages[-1:][0].role }}", "{{ [3, 'a', none] | tojson }}", "{{ ['b', 'A', 'c'] | sort | join }}{{ [2, 1] | sort(reverse=true) | join }}", "{{ 5 | abs }}{{ -5 | abs }}", "{{ 'abc' | first }}{{ 'abc' | last }}", "{{ [1, 2] | reverse | join }}", "{{ 'ab' | reverse }}", "{{ [1, 2] | sum }}", "{{ [1, 3, 2] | max }}", "{{ 'a b c' | wordcount }}", "{{ 'a' | safe }}", "{{ '<a>' | striptags }}",
    "{{ strftime_now('%d %b %Y') }}|{{ strftime_now('%Y-%m-%d %H:%M') }}|{{ strftime_now('%B %-d, %A') }}", "{% generation %}x{% endgeneration %}", "{{ raise_exception('no') }}", "{{ 'a' + 1 }}", "{{ missing.a.b }}", "{{ 1 / 0 }}", "{{ nothing() }}",
]  # fmt: skip


class FixedClock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


def write(path: Path, value) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")


def rendered(render) -> dict[str, str]:
    try:
        return {"text": render()}
    except Exception as error:
        return {"refused": type(error).__name__}


def main() -> None:
    chat_template_utils.datetime = FixedClock
    texts = TEXTS + random_texts(80)
    built = {}
    for name, (build, template, specials) in FORMS.items():
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        tokenizer = built[name] = built["llama31"] if build is None else build()
        fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, clean_up_tokenization_spaces=False, **specials)
        fast.chat_template = template
        expected = {"conversations": []}
        for messages in CONVERSATIONS:
            for add in [True, False]:
                entry = rendered(
                    lambda: fast.apply_chat_template(messages, tokenize=False, add_generation_prompt=add)
                )
                if "text" in entry:
                    entry["ids"] = fast(entry["text"], add_special_tokens=False)["input_ids"]
                expected["conversations"].append({"messages": messages, "add_generation_prompt": add, **entry})
        (folder / "chat_template.jinja").write_text(template, encoding="utf-8")
        write(folder / "tokenizer_config.json", {"clean_up_tokenization_spaces": False, **specials})
        if build is not None:
            write(folder / "tokenizer.json", json.loads(tokenizer.to_str()))
            expected["texts"] = [
                {
                    "text": text,
                    "ids": fast(text, add_special_tokens=False)["input_ids"],
                    "with_special": fast(text)["input_ids"],
                    "decoded": fast.decode(fast(text)["input_ids"]),
                    "skipped": fast.decode(fast(text)["input_ids"], skip_special_tokens=True),
                }
                for text in texts
            ]
        write(folder / "expected.json", expected)
    constructs = []
    for source in CONSTRUCTS:
        def render(source=source):
            compiled = chat_template_utils._compile_jinja_template(source)
            return compiled.render(
                messages=turns("Hi", "Hello"), tools=None, documents=None, add_generation_prompt=True
            )

        constructs.append({"template": source, **rendered(render)})
    write(HERE / "jinja.json", {"now": NOW.isoformat(), "messages": turns("Hi", "Hello"), "constructs": constructs})


main()
