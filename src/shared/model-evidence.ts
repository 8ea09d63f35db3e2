/** Where a target's numbers come from, as `heimdall models --why` prints it and the console shows it. Snake case: JSON. */
import { z } from 'zod';
import { effortSchema } from './decision.ts';

const named = z.record(z.string(), z.number());
/** `owner/repository@commit:path`, the same on the web where it is known, and the ISO day of that snapshot. */
const cited = { source: z.string(), url: z.string().nullable(), date: z.string() };

export const modelEvidenceSchema = z.object({
  model: z.string(),
  effort: effortSchema.nullable(),
  /** What `effort: null` stands for: the vendor's default. */
  level: effortSchema,
  artifact_version: z.string(),
  /** ISO day of the newest score. */
  updated: z.string().nullable(),
  /** No score is of this effort: it follows from the others. */
  derived: z.boolean(),
  /** In logits of a typical benchmark. */
  ability: z.object({
    overall: z.number(),
    level_offset: z.number(),
    /** Observations at the prior that each kind of offset is shrunk by. */
    pseudo_counts: named,
    /** Standard deviation of one score, and of a model's results on a benchmark that was not seen. */
    noise: z.number(),
    transfer_sd: z.number(),
    categories: z.array(
      z.object({
        category: z.string(),
        offset: z.number(),
        /** Share of the offset that stays at the prior, 0..1: 1 = nothing measured. */
        shrunk: z.number(),
        ability: z.number(),
        sd: z.number(),
      }),
    ),
  }),
  scores: z.array(
    z.object({
      benchmark: z.string(),
      category: z.string(),
      /** The model as the source writes it, and the effort that this stands for. */
      named: z.string(),
      level: effortSchema,
      /** Of the effort that was asked about. */
      own: z.boolean(),
      score: z.number(),
      unit: z.string(),
      /** On the logit scale of the benchmark. */
      normalised: z.number(),
      weight: z.number(),
      /** What the fit gives back for it, in the benchmark's unit; null where the level has no ability. */
      expected: z.number().nullable(),
      /** The benchmark's line: `normalised = intercept + slope · ability`, and the scores that it was fitted to. */
      intercept: z.number(),
      slope: z.number(),
      models: z.number().int(),
      ...cited,
    }),
  ),
  clusters: z.array(
    z.object({
      id: z.number().int(),
      label: z.string(),
      /** Shares of categories, of which the ability is the mean. */
      asks_for: named,
      solve_rate: z.number(),
      difficulty: z.number(),
      discrimination: z.number(),
      ability: z.number(),
      /** In the table, and computed again from the parts. */
      quality: z.number(),
      recomputed: z.number(),
      sd: z.number().nullable(),
      /** Effective graded results. */
      results: z.number(),
      /** Expected tokens of an answer. */
      tokens: z.number(),
    }),
  ),
  length: z.object({
    tokens: z.number(),
    terms: named,
    slopes: named,
    runs: z.array(z.object({ benchmark: z.string(), level: effortSchema, tokens: z.number(), ...cited })),
  }),
  prices: z.array(
    z.object({
      source: z.string(),
      reference: z.string(),
      record: z.string(),
      url: z.string().nullable(),
      date: z.string(),
      chosen: z.boolean(),
      input_usd_per_mtok: z.number(),
      output_usd_per_mtok: z.number(),
    }),
  ),
});
export type ModelEvidence = z.infer<typeof modelEvidenceSchema>;

/** What a decision's estimates rest on. */
export const decisionEvidenceSchema = z.object({
  artifact_version: z.string(),
  /** The nearest clusters, as in the decision. */
  clusters: z.array(
    z.object({
      id: z.number().int(),
      label: z.string(),
      weight: z.number(),
      /** Prompts of the training data in it, and how many of them have answers that were graded. */
      prompts: z.number().int(),
      graded: z.number().int(),
      /** Share of the graded that the models of those data sets did well; null with too few. */
      solve_rate: z.number().nullable(),
      /** The largest parts. */
      data_sets: z.array(z.object({ name: z.string(), share: z.number(), url: z.string().nullable() })),
    }),
  ),
  candidates: z.array(
    z.object({
      model: z.string(),
      effort: effortSchema.nullable(),
      /** Before ratings of yours; null where nothing is published. */
      table_quality: z.number().nullable(),
      /** Standard deviation of it; null in an artifact that does not say. */
      sd: z.number().nullable(),
      /** Effective graded results. */
      results: z.number(),
      /** Expected tokens of the answer, reasoning included. */
      tokens: z.number().nullable(),
      /** ISO day of the newest score. */
      updated: z.string().nullable(),
      scores: z.array(
        z.object({
          benchmark: z.string(),
          score: z.number().nullable(),
          unit: z.string(),
          url: z.string().nullable(),
          date: z.string().nullable(),
        }),
      ),
    }),
  ),
});
export type DecisionEvidence = z.infer<typeof decisionEvidenceSchema>;
