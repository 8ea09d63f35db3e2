import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatDateTime, formatIso } from '../../lib/units.ts';
import { ProfileChoice } from '../tune/profile-choice.tsx';
import { AppRequests } from './app-requests.tsx';
import { RenameForm } from './rename-form.tsx';
import type { AppKey, AppKeys } from './use-app-keys.ts';

export interface AppKeyTableProps {
  /** The valid ones. */
  readonly list: readonly AppKey[];
  readonly keys: AppKeys;
}

/** Valid keys with their last use, and what can be done to them. */
export function AppKeyTable({ list, keys }: AppKeyTableProps) {
  return (
    <table className="w-full table-fixed text-cell" aria-label="App keys">
      <TableHead tall>
        <ColumnHead>App</ColumnHead>
        <ColumnHead className="w-24">Key</ColumnHead>
        <ColumnHead className="w-44">Last used</ColumnHead>
        <ColumnHead className="w-20 pr-4 text-right">Requests</ColumnHead>
        <ColumnHead className="w-36">Profile</ColumnHead>
        <ColumnHead unseen className="w-36">
          Changes
        </ColumnHead>
      </TableHead>
      <tbody>
        {list.map((appKey) => (
          <Row key={`${appKey.created_ms} ${appKey.reference}`} appKey={appKey} keys={keys} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ appKey, keys }: { readonly appKey: AppKey; readonly keys: AppKeys }) {
  const { name, reference, created_ms, last_use } = appKey;
  const [renaming, setRenaming] = useState(false);
  const [revoking, setRevoking] = useState(false);
  return (
    <tr className="border-line border-t align-top" data-testid="app-key" data-app={name}>
      <td className="py-1 pr-2">
        {renaming ? (
          <RenameForm name={name} rename={keys.rename} onDone={() => setRenaming(false)} />
        ) : (
          <span className="block truncate" title={name}>
            {name}
          </span>
        )}
        <span className="block text-axis text-ink-3">made {formatIso(created_ms).slice(0, 10)}</span>
      </td>
      <td className="py-1">
        <code className="font-mono">hmd_{reference}</code>
      </td>
      <td className="py-1" data-testid="last-use" data-value={last_use?.at_ms ?? ''}>
        {last_use === null ? (
          <span className="text-ink-3">never</span>
        ) : (
          <>
            <span title={formatIso(last_use.at_ms)}>{formatDateTime(last_use.at_ms)}</span>
            <span className="block truncate text-axis text-ink-3" title={last_use.caller ?? undefined}>
              {last_use.caller === null ? 'by a caller without a name' : `by ${last_use.caller}`}
            </span>
          </>
        )}
      </td>
      <td className="py-1 pr-4 text-right">
        <AppRequests app={name} />
      </td>
      <td className="py-1">
        <ProfileChoice app={name} />
      </td>
      <td className="py-1 text-right">
        <Button variant="ghost" onClick={() => setRenaming(!renaming)} aria-expanded={renaming}>
          Rename
        </Button>
        <Button variant="ghost" onClick={() => setRevoking(true)} aria-label={`Revoke the key of ${name}`}>
          Revoke…
        </Button>
        <Dialog
          open={revoking}
          onClose={() => setRevoking(false)}
          title={`Revoke the key of ${name}?`}
          description="The next request that brings it is refused. It cannot be made valid again."
        >
          <div className="flex justify-end gap-2">
            <Button onClick={() => setRevoking(false)}>Keep it</Button>
            <Button
              variant="primary"
              data-testid="revoke-app-key"
              onClick={() => {
                setRevoking(false);
                void keys.revoke(name);
              }}
            >
              Revoke
            </Button>
          </div>
        </Dialog>
      </td>
    </tr>
  );
}
