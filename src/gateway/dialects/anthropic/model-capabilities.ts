/** What a model takes through this endpoint, in the shape of Anthropic's list of models. */
import type { Effort } from '../../../shared/decision.ts';
import type { GatewayModel } from '../../gateway-options.ts';

export interface Support {
  readonly supported: boolean;
}

/** As the Anthropic SDK has it; every key is always present. */
export interface AnthropicCapabilities {
  readonly batch: Support;
  readonly citations: Support;
  readonly code_execution: Support;
  readonly context_management: Support & {
    readonly clear_thinking_20251015: Support;
    readonly clear_tool_uses_20250919: Support;
    readonly compact_20260112: Support;
  };
  readonly effort: Support & Readonly<Record<'low' | 'medium' | 'high' | 'xhigh' | 'max', Support>>;
  readonly image_input: Support;
  readonly pdf_input: Support;
  readonly server_tools: Support & { readonly code_execution: Support; readonly web_search: Support };
  readonly structured_outputs: Support;
  readonly thinking: Support & {
    readonly types: Readonly<Record<'adaptive' | 'between_tools' | 'disabled' | 'enabled', Support>>;
  };
}

/** Makers whose models read a PDF as it is; others would need its text. */
const READ_PDF: ReadonlySet<string> = new Set(['anthropic', 'google', 'openai']);

const of = (supported: boolean): Support => ({ supported });

/**
 * Null where nothing is known of the model. What only Anthropic's own servers do (citations, server tools, context
 * editing) is supported by Claude alone, because those requests are passed through; batches are not served for any.
 */
export function anthropicCapabilities({ id, ownedBy, capabilities }: GatewayModel): AnthropicCapabilities | null {
  if (capabilities === undefined) return null;
  const { vision, jsonSchema, efforts, thinkingBudget } = capabilities;
  const claude = isClaude(id);
  const levels = new Set<Effort>(efforts ?? []);
  const thinks = thinkingBudget !== null || [...levels].some((level) => level !== 'none');
  const level = (name: Effort) => of(levels.has(name));
  return {
    batch: of(false),
    citations: of(claude),
    code_execution: of(false),
    context_management: {
      ...of(claude),
      clear_thinking_20251015: of(claude),
      clear_tool_uses_20250919: of(claude),
      compact_20260112: of(false),
    },
    effort: {
      ...of(thinks && levels.size > 0),
      low: level('low'),
      medium: level('medium'),
      high: level('high'),
      xhigh: level('xhigh'),
      max: level('max'),
    },
    image_input: of(vision),
    pdf_input: of(vision && (READ_PDF.has(ownedBy) || ownedBy === 'heimdall')),
    server_tools: { ...of(claude), code_execution: of(claude), web_search: of(claude) },
    structured_outputs: of(jsonSchema),
    thinking: {
      ...of(thinks),
      types: {
        // Both are translated to what the model has: a budget, or an effort.
        adaptive: of(thinks),
        enabled: of(thinks),
        disabled: of(!thinks || claude || levels.has('none')),
        between_tools: of(claude),
      },
    },
  };
}

export type ModelLine = 'haiku' | 'sonnet' | 'opus' | 'fable' | 'mythos';

/** The family of a Claude model; null for all others. */
export function modelLine(id: string): ModelLine | null {
  if (!isClaude(id)) return null;
  return (/claude-(?:[\d.-]+-)?(haiku|sonnet|opus|fable|mythos)/.exec(id)?.[1] as ModelLine | undefined) ?? null;
}

function isClaude(id: string): boolean {
  return /(?:^|\/)claude-/.test(id);
}
