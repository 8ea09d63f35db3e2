import { useEffect, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { useSession } from '../../store/console-context.tsx';
import { type DiffPart, diffWords } from './text-diff.ts';

/** The prompts against the first one, word by word. */
export function PromptDiff({ records }: { readonly records: readonly DecisionRecord[] }) {
  const texts = usePrompts(records);
  const [first] = texts;
  const others = records.slice(1).map((record, index) => ({ id: record.decision.id, text: texts[index + 1] ?? null }));
  return (
    <PanelBox className="mx-4 mb-4">
      <Card title="Prompts" aside="against the first; removed struck through, added underlined">
        {first == null ? (
          <p className="text-cell text-ink-2">Text not stored (storage.prompts).</p>
        ) : (
          others.map(({ id, text }) => (
            <div key={id} className="mb-2">
              <code className="font-mono text-axis text-ink-3">{id}</code>
              {text === null ? (
                <p className="text-cell text-ink-2">Text not stored.</p>
              ) : text === first ? (
                <p className="text-cell text-ink-2">The same prompt.</p>
              ) : (
                <p className="prompt-text whitespace-pre-wrap break-words rounded-md border border-line bg-app p-2 text-cell">
                  <Parts parts={diffWords(first, text)} />
                </p>
              )}
            </div>
          ))
        )}
      </Card>
    </PanelBox>
  );
}

const TAGS = { same: 'span', removed: 'del', added: 'ins' } as const;
const TEXT_COLORS = { same: '', removed: 'text-less', added: 'text-more' } as const;

function Parts({ parts }: { readonly parts: readonly DiffPart[] }) {
  return parts.map(({ kind, text }, index) => {
    const Tag = TAGS[kind];
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts are made once, in order
      <Tag key={index} className={TEXT_COLORS[kind]}>
        {text}
      </Tag>
    );
  });
}

/** The whole prompts where they are kept, else their beginnings. */
function usePrompts(records: readonly DecisionRecord[]): readonly (string | null)[] {
  const { client } = useSession();
  const [whole, setWhole] = useState<ReadonlyMap<string, string>>(new Map());
  const key = records.map(({ decision }) => decision.id).join(',');
  useEffect(() => {
    let current = true;
    for (const id of key.split(',')) {
      void client.request('decisions.body', { id }).then((result) => {
        const prompt = result.ok ? result.value.prompt : null;
        if (current && prompt !== null) setWhole((known) => new Map(known).set(id, prompt));
      });
    }
    return () => {
      current = false;
    };
  }, [client, key]);
  return records.map(({ decision, prompt_preview }) => whole.get(decision.id) ?? prompt_preview);
}
