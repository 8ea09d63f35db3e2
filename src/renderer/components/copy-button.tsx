import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '../lib/clipboard.ts';
import { Button } from './button.tsx';

const DONE_MS = 1_500;

export interface CopyButtonProps {
  readonly text: string | (() => string);
  /** What is copied, for screen readers: "base URL". */
  readonly what: string;
  readonly label?: string;
  readonly variant?: 'plain' | 'ghost' | 'primary';
}

export function CopyButton({ text, what, label, variant = 'ghost' }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), DONE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    setState((await copyText(typeof text === 'string' ? text : text())) ? 'copied' : 'failed');
  };
  const word = state === 'copied' ? 'Copied' : state === 'failed' ? 'Not copied' : label;
  return (
    <Button variant={variant} onClick={copy} aria-label={`Copy ${what}`} title={`Copy ${what}`}>
      {state === 'copied' ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      {label ? <span>{word}</span> : null}
      <span className="sr-only" aria-live="polite">
        {state === 'idle' ? '' : word}
      </span>
    </Button>
  );
}
