import { useEffect, useRef, useState } from 'react';
import { BUCKETS } from '../../../shared/decision.ts';
import { targetName } from '../../store/candidate-pool.ts';
import { useSession } from '../../store/console-context.tsx';
import { type Alternative, type Alternatives, alternativeKey, bucketUnder, type TuningValues } from './what-if.ts';
import { bucketOfIndex, type WhatIfSet } from './what-if-set.ts';

const SETTLE_MS = 150;
/** As many as the host takes at once. */
const AT_ONCE = 500;

interface Known {
  readonly known: Alternatives;
  /** The host is being asked. */
  readonly asking: boolean;
}

const NOTHING: Known = { known: new Map(), asking: false };

/**
 * Asks the host what the requests that would change their bucket would find there, once the thresholds stand still.
 * What it said is kept as long as the weights stay.
 */
export function useAlternatives(set: WhatIfSet, { thresholds, penalties }: TuningValues): Known {
  const session = useSession();
  const [state, setState] = useState<Known>(NOTHING);
  const weights = `${penalties.latency_sd} ${penalties.ctx_over_80pct} ${penalties.cold_cache}`;
  const weightsKnown = useRef(weights);
  const known = useRef(new Map<number, Alternative | null>());
  const { cheap, hard } = thresholds;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the weights stand for the object around them
  useEffect(() => {
    if (weightsKnown.current !== weights) {
      weightsKnown.current = weights;
      known.current = new Map();
      setState(NOTHING);
    }
    const answers = known.current;
    let stopped = false;
    const ask = async (): Promise<void> => {
      const missing = movesOf(set, { cheap, hard }).filter(({ key }) => !answers.has(key));
      if (missing.length === 0) return;
      setState((before) => ({ ...before, asking: true }));
      for (let first = 0; first < missing.length && !stopped; first += AT_ONCE) {
        const some = missing.slice(first, first + AT_ONCE);
        const moves = some.map(({ position, bucket }) => ({
          id: set.ring.idAt(position),
          bucket: bucketOfIndex(bucket),
        }));
        const result = await session.client.request('decisions.reroute', { moves, penalties });
        some.forEach(({ key }, index) => {
          const found = result.ok ? (result.value[index] ?? null) : null;
          answers.set(key, found === null ? null : columnsOf(set, found));
        });
        if (!stopped) setState({ known: new Map(answers), asking: first + AT_ONCE < missing.length });
      }
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [session, set, cheap, hard, weights]);
  return state;
}

/** Rows that these thresholds would send to another bucket. */
function movesOf(set: WhatIfSet, thresholds: TuningValues['thresholds']) {
  const moves: { key: number; position: number; bucket: number }[] = [];
  for (let row = 0; row < set.rows; row++) {
    const bucket = bucketUnder(set, row, thresholds);
    if (bucket === set.ruleBucket[row]) continue;
    const position = set.position[row] as number;
    moves.push({ key: alternativeKey(position, bucket), position, bucket });
  }
  return moves;
}

function columnsOf(
  { ring }: WhatIfSet,
  {
    bucket,
    candidates,
  }: {
    readonly bucket: (typeof BUCKETS)[number];
    readonly candidates: readonly {
      readonly model: string;
      readonly effort: string | null;
      readonly quality: number;
      readonly cost: number;
      readonly cost_usd: number | null;
      readonly penalty: number;
    }[];
  },
): Alternative {
  return {
    bucket: BUCKETS.indexOf(bucket),
    quality: candidates.map(({ quality }) => quality),
    cost: candidates.map(({ cost }) => cost),
    penalty: candidates.map(({ penalty }) => penalty),
    usd: candidates.map(({ cost_usd }) => cost_usd ?? Number.NaN),
    target: candidates.map(({ model, effort }) => ring.texts.idOf(targetName(model, effort))),
  };
}
