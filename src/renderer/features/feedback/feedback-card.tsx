import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FeedbackEffect } from '../../../shared/console/learning-contract.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { formatQuality, rate, ratings } from './rate.ts';

/** Thumbs, and what all ratings did to the model that answered, for prompts like this one. */
export function FeedbackCard({ id }: { readonly id: string }) {
  const session = useSession();
  const changes = useConsole((state) => state.ratings);
  const updates = useConsole((state) => state.updates);
  const [effect, setEffect] = useState<FeedbackEffect | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other ratings and a changed outcome are reasons to read again
  useEffect(() => {
    let current = true;
    void session.client.request('decisions.rating', { id }).then((result) => {
      if (current && result.ok) setEffect(result.value);
    });
    return () => {
      current = false;
    };
  }, [id, session, changes, updates]);
  const score = effect?.score ?? null;
  const thumb = (value: 0 | 1, name: string, icon: React.ReactNode) => (
    <Button
      aria-pressed={score === value}
      aria-label={name}
      title={score === value ? `${name}; again takes it back` : name}
      disabled={effect === null || effect.problem !== null}
      className={score === value ? 'border-accent! bg-selected!' : ''}
      onClick={() => void rate(session, id, score === value ? null : value)}
    >
      {icon}
    </Button>
  );
  return (
    <Card
      title="Was this the right model?"
      aside={<RouteLink to={{ view: 'feedback', arg: null, params: {} }}>All ratings</RouteLink>}
    >
      <div data-testid="feedback" className="flex items-start gap-3 text-cell">
        <span className="flex shrink-0 gap-1">
          {thumb(1, 'Good answer', <ThumbsUp size={13} aria-hidden />)}
          {thumb(0, 'Bad answer', <ThumbsDown size={13} aria-hidden />)}
        </span>
        <div className="min-w-0 flex-1 text-ink-2" role="status">
          {effect === null ? null : effect.problem === null ? (
            <Effect effect={effect} />
          ) : (
            <span className="text-ink-3">It cannot be rated: {effect.problem}</span>
          )}
        </div>
      </div>
    </Card>
  );
}

function Effect({ effect }: { readonly effect: FeedbackEffect }) {
  const touched = effect.clusters.filter(({ ratings }) => ratings > 0);
  if (touched.length === 0) {
    return <span>A rating moves the quality that is expected of {effect.model} for prompts like this.</span>;
  }
  return (
    <ul aria-label="Expected quality by cluster">
      {touched.map(({ id, label, prior, posterior, ratings: count }) => (
        <li key={id} data-testid="feedback-effect" className="truncate">
          <span className="text-ink-1">{label}</span>: {formatQuality(prior)} → {formatQuality(posterior)} after{' '}
          {ratings(count)}
        </li>
      ))}
    </ul>
  );
}
