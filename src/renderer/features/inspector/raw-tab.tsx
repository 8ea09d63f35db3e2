import { useMemo } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { CopyButton } from '../../components/copy-button.tsx';

/** The record as the log holds it: what an export and `POST /v1/route` give as well. */
export function RawTab({ record }: { readonly record: DecisionRecord }) {
  const json = useMemo(() => JSON.stringify(record, null, 2), [record]);
  return (
    <div className="p-3">
      <div className="mb-2 flex items-center justify-between">
        <span className="text-axis text-ink-3">{json.length.toLocaleString('en-US')} characters</span>
        <CopyButton text={json} what="JSON" label="Copy JSON" variant="plain" />
      </div>
      <pre className="prompt-text whitespace-pre-wrap break-all rounded-md border border-line bg-app p-2 font-mono text-[11px] leading-4">
        {json}
      </pre>
    </div>
  );
}
