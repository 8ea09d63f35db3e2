import { Plus, RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Keys } from '../../../components/keys.tsx';
import { formatKeys } from '../../../lib/keys.ts';
import { holderOf, type KeyedCommand, refusalOf } from '../../../store/key-bindings.ts';
import { KeyRecorder } from './key-recorder.tsx';
import type { UsedKeyBindings } from './use-key-bindings.ts';

interface CommandKeysProps {
  readonly command: KeyedCommand;
  readonly bindings: UsedKeyBindings;
}

/** What is being asked of a row: a key instead of another, or one more. */
type Asking = { readonly instead: string | null };

/** One command with its keys, which can be changed, taken away and brought back. */
export function CommandKeys({ command, bindings }: CommandKeysProps) {
  const { commands, defaultsOf, choose } = bindings;
  const [asking, setAsking] = useState<Asking | null>(null);
  const [wanted, setWanted] = useState<{ readonly keys: string; readonly of: KeyedCommand } | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const keys = command.keys ?? [];
  const title = command.title.replace(/…$/, '');
  const isDefault = JSON.stringify(keys) === JSON.stringify(defaultsOf(command.id));

  const put = (pressed: string): void => {
    const instead = asking?.instead ?? null;
    const others = keys.filter((key) => key !== pressed);
    choose(command, instead === null ? [...others, pressed] : keys.map((key) => (key === instead ? pressed : key)));
    done();
  };
  const done = (): void => {
    setAsking(null);
    setWanted(null);
  };
  const pressed = (key: string): void => {
    const problem = refusalOf(key, command);
    const holder = holderOf(key, command, commands);
    setRefusal(problem === null ? null : `${formatKeys(key)} cannot be used: ${problem}`);
    if (problem !== null || keys.includes(key)) done();
    else if (holder === null) put(key);
    else setWanted({ keys: key, of: holder });
  };

  return (
    <li className="border-line border-t py-1" data-command={command.id}>
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-cell">
        <span className="min-w-0 flex-1">
          {title}
          {command.scope === 'list' ? <span className="text-ink-3"> in lists and charts</span> : null}
        </span>
        {keys.map((key) => (
          <span key={key} className="flex items-center rounded-md border border-line">
            <button
              type="button"
              className="flex h-6 min-w-6 items-center justify-center rounded-md px-1 hover:bg-hover"
              onClick={() => setAsking({ instead: key })}
            >
              <span className="sr-only">Change</span>
              <Keys keys={key} />
              <span className="sr-only">of {title}</span>
            </button>
            <button
              type="button"
              className="flex size-6 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink-1"
              aria-label={`Take ${formatKeys(key)} from ${title}`}
              onClick={() =>
                choose(
                  command,
                  keys.filter((held) => held !== key),
                )
              }
            >
              <X size={12} aria-hidden />
            </button>
          </span>
        ))}
        {asking !== null && wanted === null ? (
          <KeyRecorder command={title} onKeys={pressed} onCancel={() => setAsking(null)} />
        ) : (
          <Button
            variant="ghost"
            className="px-1!"
            aria-label={`Add a key to ${title}`}
            onClick={() => setAsking({ instead: null })}
          >
            <Plus size={13} aria-hidden />
          </Button>
        )}
        <Button
          variant="ghost"
          className={`px-1! ${isDefault ? 'invisible' : ''}`}
          aria-label={`Reset the keys of ${title}`}
          disabled={isDefault}
          onClick={() => choose(command, defaultsOf(command.id))}
        >
          <RotateCcw size={13} aria-hidden />
        </Button>
      </div>
      {wanted === null ? null : (
        <p role="alert" className="flex flex-wrap items-center gap-2 pb-1 text-cell text-warn">
          {formatKeys(wanted.keys)} is {wanted.of.category}: {wanted.of.title.replace(/…$/, '')}
          <Button onClick={() => put(wanted.keys)}>Take it</Button>
          <Button variant="ghost" onClick={done}>
            Leave it
          </Button>
        </p>
      )}
      {refusal === null ? null : (
        <p role="alert" className="pb-1 text-bad text-cell">
          {refusal}
        </p>
      )}
    </li>
  );
}
