import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useSession, useUi } from '../../store/console-context.tsx';
import type { Draft, DraftTurn } from '../../store/ui-store.ts';
import { readImages } from './draft-images.ts';
import { TurnEditor } from './turn-editor.tsx';

const TOOL_EXAMPLE = '[{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]';

/** Turns, and tools where they are wanted. */
export function DraftEditor() {
  const { ui } = useSession();
  const { turns, tools } = useUi((state) => state.draft);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const change = (next: Partial<Draft>): void => ui.setState(({ draft }) => ({ draft: { ...draft, ...next } }));
  const put = (key: number, next: (turn: DraftTurn) => Partial<DraftTurn>): void =>
    ui.setState(({ draft }) => ({
      draft: { ...draft, turns: draft.turns.map((turn) => (turn.key === key ? { ...turn, ...next(turn) } : turn)) },
    }));
  const add = (role: DraftTurn['role']): void => {
    const turn = { key: Math.max(-1, ...turns.map(({ key }) => key)) + 1, role, content: '', images: [] };
    change({ turns: role === 'system' ? [turn, ...turns] : [...turns, turn] });
  };
  const takeFiles = async (key: number, files: readonly File[]): Promise<void> => {
    const { images, problems } = await readImages(files, ui.getState().draft);
    setRefused(problems);
    put(key, (turn) => ({ images: [...turn.images, ...images] }));
  };
  const nextRole = turns.at(-1)?.role === 'user' ? 'assistant' : 'user';
  return (
    <div className="grid gap-3 p-3">
      <div className="flex flex-wrap gap-2">
        {turns.some(({ role }) => role === 'system') ? null : (
          <Button onClick={() => add('system')}>
            <Plus size={12} aria-hidden /> system
          </Button>
        )}
        <Button onClick={() => add(nextRole)}>
          <Plus size={12} aria-hidden /> {nextRole} turn
        </Button>
        <Button aria-pressed={tools !== null} onClick={() => change({ tools: tools === null ? TOOL_EXAMPLE : null })}>
          tools
        </Button>
      </div>
      {refused.length === 0 ? null : (
        <div role="alert" data-testid="refused-images" className="space-y-0.5 text-bad text-cell">
          {refused.map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
        </div>
      )}
      {turns.map((turn, index) => (
        <TurnEditor
          key={turn.key}
          turn={turn}
          place={index + 1}
          onChange={(next) => put(turn.key, () => next)}
          onRemove={turns.length > 1 ? () => change({ turns: turns.filter(({ key }) => key !== turn.key) }) : null}
          onFiles={(files) => void takeFiles(turn.key, files)}
        />
      ))}
      {tools === null ? null : (
        <label className="block text-cell">
          <span className="mb-1 block text-ink-2">Tools: a JSON list, as in a chat completion</span>
          <textarea
            value={tools}
            rows={5}
            spellCheck={false}
            onChange={(event) => change({ tools: event.target.value })}
            className="block w-full resize-y rounded-md border border-line bg-app p-2 font-mono text-cell"
          />
        </label>
      )}
    </div>
  );
}
