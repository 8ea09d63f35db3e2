/** What training measured of the two embedders, from the manifest of the artifact. */
import { z } from 'zod';
import { HeimdallError, type Manifest } from '../../../core/index.ts';

const share = z.number();
const fidelity = z.object({
  mean_cosine: share,
  pair_spearman: share,
  pair_pearson: share,
  neighbours_10: share,
});
const figuresSchema = z.object({
  static: z.object({ validation: fidelity, validation_teacher_view: fidelity, train: fidelity }),
  side_by_side: z.record(
    z.string(),
    z.object({
      auc: z.object({ cheap: share, mid: share, hard: share }),
      log_loss: share,
      apgr: z.object({ 'routellm-mmlu': share, 'routellm-gsm8k': share }),
    }),
  ),
});

export interface EmbedderFigures {
  /** How like MiniLM the static embedder is, by the prompts that it is measured on. */
  readonly fidelity: z.infer<typeof figuresSchema>['static'];
  /** What the embedder is worth to triage, by where its cluster columns come from. */
  readonly triage: z.infer<typeof figuresSchema>['side_by_side'];
}

/** @throws {HeimdallError} `artifact_invalid` naming the figure that the manifest lacks. */
export function embedderFigures({ metrics }: Manifest): EmbedderFigures {
  const parsed = figuresSchema.safeParse(metrics.validation);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new HeimdallError(
      'artifact_invalid',
      `manifest.json: metrics.validation.${issue?.path.join('.')}: ${issue?.message}; train without --quick`,
    );
  }
  return { fidelity: parsed.data.static, triage: parsed.data.side_by_side };
}
