/** Translates a checked Messages body to the canonical form. What has no place there is named in `dropped`. */
import { EFFORTS, type Effort } from '../../../shared/decision.ts';
import type {
  CanonicalRequest,
  ReasoningRequest,
  ResponseFormat,
  TextPart,
  ToolChoice,
  ToolDefinition,
} from '../canonical.ts';
import { BlockTranslator } from './blocks-to-canonical.ts';
import { withoutBillingLine } from './parse-content.ts';
import { isBillingText, isObject, readCacheControl, textOrNull, type WireObject } from './wire.ts';

/** Fields with a place in the canonical form. All others are reported. */
const CARRIED = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'stream',
  'tools',
  'tool_choice',
  'thinking',
  'metadata',
  'output_config',
  'output_format',
]);

const TOOL_FIELDS = new Set(['type', 'name', 'description', 'input_schema', 'strict', 'cache_control']);
const OUTPUT_FIELDS = new Set(['effort', 'format']);

/** @param body Must have passed `parseMessagesRequest` or `parseCountTokensRequest`. */
export function toCanonical(body: WireObject): CanonicalRequest {
  const dropped = new Set<string>();
  nameOthers(body, CARRIED, null, dropped);
  if (isObject(body.output_config)) nameOthers(body.output_config, OUTPUT_FIELDS, 'output_config', dropped);
  const translator = new BlockTranslator(dropped);
  const messages = translator.messages(array(body.messages) as readonly WireObject[]);
  const tools = readTools(array(body.tools) as readonly WireObject[], dropped);
  const choice = isObject(body.tool_choice) ? body.tool_choice : null;
  const parallel = choice?.disable_parallel_tool_use;
  const maxTokens = numberOrNull(body.max_tokens);
  return {
    model: body.model as string,
    system: [...readSystem(body.system), ...translator.laterSystem],
    messages,
    tools,
    toolChoice: readToolChoice(choice, tools, dropped),
    parallelToolCalls: typeof parallel === 'boolean' ? !parallel : null,
    maxOutputTokens: maxTokens === null ? null : Math.max(1, maxTokens),
    temperature: numberOrNull(body.temperature),
    topP: numberOrNull(body.top_p),
    topK: numberOrNull(body.top_k),
    stop: array(body.stop_sequences) as readonly string[],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    responseFormat: readFormat(body),
    reasoning: readReasoning(body),
    logprobs: null,
    n: 1,
    user: isObject(body.metadata) ? textOrNull(body.metadata.user_id) : null,
    stream: body.stream === true,
    dropped: [...dropped],
  };
}

/** Reports the fields that are not among those that are carried. */
function nameOthers(
  object: WireObject,
  carried: ReadonlySet<string>,
  parent: string | null,
  dropped: Set<string>,
): void {
  for (const [name, value] of Object.entries(object)) {
    if (carried.has(name) || value === null || value === undefined) continue;
    dropped.add(parent === null ? name : `${parent}.${name}`);
  }
}

function readSystem(value: unknown): TextPart[] {
  if (typeof value === 'string') {
    const text = withoutBillingLine(value);
    return text === '' ? [] : [{ type: 'text', text }];
  }
  const blocks = array(value) as readonly WireObject[];
  const first = blocks[0];
  const own = first !== undefined && isBillingText(first.text as string) ? blocks.slice(1) : blocks;
  return own.map((block) => ({
    type: 'text',
    text: block.text as string,
    ...readCacheControl(block.cache_control),
  }));
}

function readTools(tools: readonly WireObject[], dropped: Set<string>): ToolDefinition[] {
  const own: ToolDefinition[] = [];
  for (const tool of tools) {
    const type = tool.type ?? 'custom';
    if (type !== 'custom') {
      // Tools that Anthropic runs, or that only its models are trained on and that come without a schema.
      dropped.add(`tool ${String(type)}`);
      continue;
    }
    nameOthers(tool, TOOL_FIELDS, 'tools', dropped);
    own.push({
      name: tool.name as string,
      description: textOrNull(tool.description),
      parameters: tool.input_schema as WireObject,
      ...(typeof tool.strict === 'boolean' ? { strict: tool.strict } : {}),
      ...readCacheControl(tool.cache_control),
    });
  }
  return own;
}

function readToolChoice(
  choice: WireObject | null,
  tools: readonly ToolDefinition[],
  dropped: Set<string>,
): ToolChoice | null {
  switch (choice?.type) {
    case 'auto':
    case 'none':
      return { type: choice.type };
    case 'any':
      if (tools.length > 0) return { type: 'required' };
      break;
    case 'tool':
      if (tools.some((tool) => tool.name === choice.name)) return { type: 'tool', name: choice.name as string };
      break;
    default:
      return null;
  }
  // The tool that it asks for was one of those that are left out.
  dropped.add('tool_choice');
  return null;
}

function readFormat(body: WireObject): ResponseFormat {
  const config = isObject(body.output_config) ? body.output_config : {};
  const format = isObject(config.format) ? config.format : body.output_format;
  if (!isObject(format) || format.type !== 'json_schema') return { type: 'text' };
  // The API has no name for the schema, other dialects require one; its grammar is always enforced.
  return { type: 'json-schema', name: 'answer', schema: format.schema as WireObject, strict: true };
}

function readReasoning(body: WireObject): ReasoningRequest | null {
  const config = isObject(body.output_config) ? body.output_config : {};
  const effort = readEffort(config.effort);
  if (!isObject(body.thinking)) return effort === null ? null : { effort, budgetTokens: null, show: false };
  const { type, display } = body.thinking;
  if (type === 'disabled') return { effort: 'none', budgetTokens: null, show: false };
  return { effort, budgetTokens: numberOrNull(body.thinking.budget_tokens), show: display !== 'omitted' };
}

/** An effort level of the wire, or null. */
export function readEffort(value: unknown): Effort | null {
  return EFFORTS.find((name) => name === value) ?? null;
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
