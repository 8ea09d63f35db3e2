import type { z } from 'zod';
import { HeimdallError, type Logger } from '../../core/index.ts';
import {
  type ConsoleParsedInput,
  type ConsoleRequestName,
  type ConsoleResult,
  type ConsoleService,
  consoleRequests,
} from '../../shared/console-contract.ts';
import { silentLogger } from '../logging/create-logger.ts';

/**
 * The one way from a transport to the console service: IPC and HTTP both call it. Checks name and input against the
 * contract, and the answer as well, so that nothing leaves that the contract does not name. Never throws.
 *
 * @param name,input As they came over the wire. Null stands for no input, because JSON has no `undefined`.
 */
export async function dispatchConsoleRequest(
  service: ConsoleService,
  name: string,
  input: unknown,
  logger: Logger = silentLogger,
): Promise<ConsoleResult<unknown>> {
  try {
    if (!isRequestName(name)) {
      throw new HeimdallError('not_found', `There is no console request named ${JSON.stringify(name.slice(0, 64))}.`);
    }
    const value = await service.request(name, parseInput(name, input));
    const output = consoleRequests[name].output.safeParse(value);
    if (output.success) return { ok: true, value: output.data };
    throw new HeimdallError('internal', `The answer to ${name} is not what the contract says.`, {
      context: { issue: firstIssue(output.error) },
    });
  } catch (error) {
    const failure = HeimdallError.from(error);
    if (failure.type === 'internal') logger.error('console request failed', { request: name.slice(0, 64), error });
    return { ok: false, error: { code: failure.code, message: failure.message } };
  }
}

function isRequestName(name: string): name is ConsoleRequestName {
  return Object.hasOwn(consoleRequests, name);
}

function parseInput<N extends ConsoleRequestName>(name: N, input: unknown): ConsoleParsedInput<N> {
  const parsed = consoleRequests[name].input.safeParse(input ?? undefined);
  if (parsed.success) return parsed.data as ConsoleParsedInput<N>;
  throw new HeimdallError('request_invalid', `${name}: ${firstIssue(parsed.error)}`);
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'the value is not allowed';
  return issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`;
}
