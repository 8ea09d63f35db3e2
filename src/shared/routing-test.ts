/**
 * Routing tests: requests with what must become of them. A file of them (docs/routing-tests.md) is run by
 * `heimdall test` and by the console, through the very decision that requests get.
 */
import { z } from 'zod';
import { bucketSchema, effortSchema } from './decision.ts';

const name = z.string().min(1).max(200);
/** One name, or several of which one fits. A `*` at the end stands for any ending: `openai/*`. */
const names = z.union([name, z.array(name).min(1).max(50)]);
export type Names = z.infer<typeof names>;

/** All of it must hold. */
export const expectationSchema = z
  .strictObject({
    bucket_at_least: bucketSchema.optional(),
    bucket: bucketSchema.optional(),
    bucket_at_most: bucketSchema.optional(),
    /** The chosen model, by its catalog id. */
    model: names.optional(),
    not_model: names.optional(),
    /** Who would be called; `simulator` while nobody has a key. */
    provider: names.optional(),
    not_provider: names.optional(),
    /** Null: the model's default. */
    effort: effortSchema.nullable().optional(),
  })
  .refine((expect) => Object.keys(expect).length > 0, 'must say something, such as bucket_at_least: mid');
export type Expectation = z.infer<typeof expectationSchema>;
export type ExpectationKey = keyof Expectation;

const count = z.number().int().min(0).max(10_000_000);

const testMessageSchema = z.strictObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  text: z.string().default(''),
  images: count.default(0),
  tool_calls: count.default(0),
  /** The turn has reasoning that only the provider which signed it can read. */
  signed: z.boolean().default(false),
});

/** What routing looks at in a request. Never a credential. */
export const testRequestSchema = z
  .strictObject({
    /** What the request asks for: `heimdall/auto`, `heimdall/hard`, or a model. */
    model: name.default('heimdall/auto'),
    /** One user turn; or `messages`. */
    prompt: z.string().min(1).optional(),
    messages: z.array(testMessageSchema).min(1).max(10_000).optional(),
    /** Tools that are offered, and the length of their JSON in characters. */
    tools: count.default(0),
    tools_chars: count.default(0),
    /** A JSON answer is asked for. */
    json: z.boolean().default(false),
    max_output_tokens: count.nullable().default(null),
    /** As `x-heimdall-bucket`, `x-heimdall-alpha` and `x-heimdall-app` say it. */
    bucket: bucketSchema.optional(),
    alpha: z.number().min(0).max(1).optional(),
    app: name.optional(),
  })
  .refine(
    ({ prompt, messages }) => (prompt === undefined) !== (messages === undefined),
    'must have either prompt or messages',
  );
export type TestRequest = z.output<typeof testRequestSchema>;

export const testNameSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must be one line');

export const routingTestSchema = z.strictObject({
  name: testNameSchema,
  /** Id of the decision that it was made from. */
  from: z.string().max(64).optional(),
  request: testRequestSchema,
  expect: expectationSchema,
});
export type RoutingTest = z.output<typeof routingTestSchema>;
export type RoutingTestInput = z.input<typeof routingTestSchema>;

export const MAX_TESTS = 5_000;

/** A whole file. */
export const routingTestFileSchema = z
  .strictObject({ version: z.literal(1).default(1), tests: z.array(routingTestSchema).max(MAX_TESTS) })
  .superRefine(({ tests }, context) => {
    const seen = new Set<string>();
    tests.forEach((test, index) => {
      if (seen.has(test.name)) {
        context.addIssue({ code: 'custom', path: ['tests', index, 'name'], message: 'must be no other test’s name' });
      }
      seen.add(test.name);
    });
  });

/** One expectation that did not hold. */
export const missSchema = z.object({
  key: z.string(),
  expected: z.string(),
  got: z.string(),
  /** What would make it hold, in words; null when no threshold or alpha does. */
  flip: z.string().nullable(),
});
export type Miss = z.infer<typeof missSchema>;

export const testResultSchema = z.object({
  name: z.string(),
  /** `error`: it could not be decided at all. */
  status: z.enum(['passed', 'failed', 'error']),
  error: z.string().nullable(),
  misses: z.array(missSchema),
  /** What was decided; null after an error. */
  decided: z
    .object({
      bucket: bucketSchema,
      model: z.string(),
      effort: effortSchema.nullable(),
      provider: z.string().nullable(),
      alpha: z.number(),
      /** Over the runner-up; null without one. */
      margin: z.number().nullable(),
      /** The rule that chose the bucket, with its numbers. */
      rule: z.string().nullable(),
    })
    .nullable(),
  /** Milliseconds. */
  ms: z.number(),
});
export type TestResult = z.infer<typeof testResultSchema>;

export const testRunSchema = z.object({
  passed: z.number().int(),
  failed: z.number().int(),
  errors: z.number().int(),
  ms: z.number(),
  artifact_version: z.string(),
  config_revision: z.string(),
  results: z.array(testResultSchema),
});
export type TestRun = z.infer<typeof testRunSchema>;
