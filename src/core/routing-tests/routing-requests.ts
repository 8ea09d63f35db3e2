import type { RoutingTest, TestRequest } from '../../shared/routing-test.ts';
import type { ChatRequest, RoutingOverrides } from '../request/chat-request.ts';

/** The request of a test, with what its headers would say. */
export function requestOfTest(test: TestRequest): { request: ChatRequest; overrides: RoutingOverrides } {
  const { prompt = '', messages, alpha, bucket, app } = test;
  const request: ChatRequest = {
    model: test.model,
    messages: messages?.map(({ role, text, images, tool_calls, signed }) => ({
      role,
      text,
      images,
      toolCalls: tool_calls,
      ...(signed ? { signed } : {}),
    })) ?? [{ role: 'user', text: prompt, images: 0, toolCalls: 0 }],
    tools: test.tools,
    toolsChars: test.tools_chars,
    jsonMode: test.json,
    stream: false,
    maxOutputTokens: test.max_output_tokens,
  };
  return {
    request,
    overrides: {
      ...(alpha === undefined ? {} : { alpha }),
      ...(bucket === undefined ? {} : { bucket }),
      ...(app === undefined ? {} : { app }),
    },
  };
}

/** What a test keeps of a request: all that routing looks at. A model that the headers named stands for the body's. */
export function testRequestOf(request: ChatRequest, overrides: RoutingOverrides): RoutingTest['request'] {
  const [only] = request.messages;
  const isPrompt =
    request.messages.length === 1 &&
    only?.role === 'user' &&
    only.text !== '' &&
    only.images + only.toolCalls === 0 &&
    !only.signed;
  const { alpha, bucket, app } = overrides;
  return {
    model: overrides.model ?? request.model,
    ...(isPrompt
      ? { prompt: only.text }
      : {
          messages: request.messages.map(({ role, text, images, toolCalls, signed }) => ({
            role,
            text,
            images,
            tool_calls: toolCalls,
            signed: signed ?? false,
          })),
        }),
    tools: request.tools,
    tools_chars: request.toolsChars,
    json: request.jsonMode,
    max_output_tokens: request.maxOutputTokens,
    ...(alpha === undefined ? {} : { alpha }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(app === undefined ? {} : { app }),
  };
}
