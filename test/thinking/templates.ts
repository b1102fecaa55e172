/** Templates in our own words, of the structure that published ones have. */
const TURNS = `{%- for message in messages %}
<|user|>{{ message.content }}<|end|>
{%- endfor %}`;

/** As Qwen3's: an open turn, or behind an empty thought where thinking is turned off. */
export const SWITCHED = `{%- for message in messages %}
  {%- if message.role == 'assistant' and '</think>' in message.content %}
    {%- set said = message.content.split('</think>') | last %}
<|assistant|>{{ said }}<|end|>
  {%- else %}
{{ '<|' + message.role + '|>' + message.content + '<|end|>' }}
  {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
<|assistant|>
  {%- if enable_thinking is defined and enable_thinking is false %}
{{ '<think>\\n\\n</think>\\n\\n' }}
  {%- endif %}
{%- endif %}`;

/** As DeepSeek-R1's distillates: the thought is begun in the prompt, and nothing turns it off. */
export const OPENED = `${TURNS}
{%- if add_generation_prompt %}<|assistant|>{{ '<think>\\n' }}{% endif %}`;

/** As DeepSeek-V3.1's: closed behind nothing unless thinking is asked for. */
export const CLOSED = `{% if not thinking is defined %}{% set thinking = false %}{% endif %}${TURNS}
{%- if add_generation_prompt %}<|assistant|>{% if thinking %}<think>{% else %}</think>{% endif %}{% endif %}`;

/** As harmony, the format of gpt-oss: an effort, channels, and an identity. */
export const CHANNELLED = `{%- macro head() %}
{%- if model_identity is not defined %}{% set model_identity = "You are a kettle." %}{% endif %}
{%- if reasoning_effort is not defined %}{% set reasoning_effort = "medium" %}{% endif %}
{{ "<|start|>system<|message|>" + model_identity + " Reasoning: " + reasoning_effort + "<|end|>" }}
{%- endmacro %}{{ head() }}
{%- for message in messages %}<|start|>{{ message.role }}<|message|>{{ message.content }}<|end|>{% endfor %}
{%- if add_generation_prompt %}<|start|>assistant{% endif %}
{#- An answer stands in <|channel|>final<|message|>. #}`;

/** No thoughts, and nothing to choose. */
export const PLAIN = `${TURNS}{% if add_generation_prompt %}<|assistant|>{% endif %}`;
