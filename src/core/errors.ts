import { ERROR_CODES, type ErrorCode, type ErrorType } from '../shared/error-codes.ts';

/** Facts about a failure. Never secrets or prompt text: it is logged and sent to callers. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error class. Branch on `code`; `message` is for people and says what to do.
 */
export class HeimdallError extends Error {
  override readonly name = 'HeimdallError';
  /** Stable: docs/errors.md lists them all. */
  readonly code: ErrorCode;
  /** Facts such as the field that is wrong; never secrets or prompt text. */
  readonly context: ErrorContext;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; context?: ErrorContext } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.context = options.context ?? {};
  }

  /** The part of the system that it comes from. */
  get type(): ErrorType {
    return ERROR_CODES[this.code].type;
  }

  /** True for errors of any copy of this class: identity is lost across bundles. */
  static isInstance(value: unknown): value is HeimdallError {
    return (
      value instanceof Error && value.name === 'HeimdallError' && typeof (value as { code?: unknown }).code === 'string'
    );
  }

  /** The value itself when it is a HeimdallError, else wrapped as `internal`. */
  static from(value: unknown): HeimdallError {
    if (HeimdallError.isInstance(value)) return value;
    return new HeimdallError('internal', 'Something went wrong inside Heimdall. The log has the details.', {
      cause: value,
    });
  }
}
