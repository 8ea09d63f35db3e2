import { Plus, X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { useSession, useUi } from '../../store/console-context.tsx';
import type { Draft, DraftTurn } from '../../store/ui-store.ts';

const ROLES = ['system', 'user', 'assistant'] as const;
const TOOL_EXAMPLE = '[{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]';

/** Turns, and tools where they are wanted. */
export function DraftEditor() {
  const { ui } = useSession();
  const { turns, tools } = useUi((state) => state.draft);
  const change = (next: Partial<Draft>): void => ui.setState(({ draft }) => ({ draft: { ...draft, ...next } }));
  const put = (key: number, next: Partial<DraftTurn>): void =>
    change({ turns: turns.map((turn) => (turn.key === key ? { ...turn, ...next } : turn)) });
  const add = (role: DraftTurn['role']): void => {
    const turn = { key: Math.max(-1, ...turns.map(({ key }) => key)) + 1, role, content: '' };
    change({ turns: role === 'system' ? [turn, ...turns] : [...turns, turn] });
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
      {turns.map(({ key, role, content }, index) => (
        <div key={key} className="rounded-md border border-line bg-app">
          <div className="flex items-center justify-between border-line border-b px-2 py-1">
            <select
              aria-label={`Role of turn ${index + 1}`}
              value={role}
              onChange={(event) => put(key, { role: event.target.value as DraftTurn['role'] })}
              className="h-6 rounded-md border border-control bg-raised px-1 text-cell"
            >
              {ROLES.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            {turns.length > 1 ? (
              <Button
                variant="ghost"
                className="px-1!"
                aria-label={`Take turn ${index + 1} out`}
                onClick={() => change({ turns: turns.filter((turn) => turn.key !== key) })}
              >
                <X size={12} aria-hidden />
              </Button>
            ) : null}
          </div>
          <textarea
            aria-label={`Text of turn ${index + 1}, ${role}`}
            data-testid={`turn-${role}`}
            value={content}
            rows={role === 'user' ? 9 : 3}
            placeholder={role === 'user' ? 'What would an app ask?' : ''}
            onChange={(event) => put(key, { content: event.target.value })}
            className="block w-full resize-y bg-app p-2 text-body outline-offset-[-2px] placeholder:text-ink-3"
          />
        </div>
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
