import { Command as Cmdk } from 'cmdk';
import { useState } from 'react';
import { ModelName } from '../../components/model-name.tsx';
import type { ModelOptions } from './model-options.ts';

export interface ModelSearchProps {
  readonly search: string;
  readonly found: ModelOptions;
  readonly disabled: boolean;
  readonly onSearch: (text: string) => void;
  readonly onPick: (id: string) => void;
}

/** A field that finds any model of the catalog. */
export function ModelSearch({ search, found, disabled, onSearch, onPick }: ModelSearchProps) {
  const [open, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
    onSearch('');
  };
  return (
    <Cmdk
      shouldFilter={false}
      label="Models to ask"
      className="relative min-w-44 flex-1"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        // Nothing else is to be closed or stopped by it.
        event.preventDefault();
        close();
      }}
    >
      <Cmdk.Input
        value={search}
        disabled={disabled}
        placeholder={disabled ? 'Take one out to add another' : 'Add a model: search the catalog'}
        aria-label="Add a model"
        data-testid="model-search"
        onValueChange={(text) => {
          onSearch(text);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        className="h-7 w-full rounded-md border border-control bg-app px-2 text-cell placeholder:text-ink-3 disabled:opacity-60"
      />
      <Cmdk.List
        hidden={!open}
        label="Models"
        className="absolute bottom-full left-0 z-30 mb-1 max-h-72 w-full min-w-72 overflow-y-auto rounded-md border border-control bg-raised p-1 shadow-xl"
      >
        {found.options.map(({ id, why }) => (
          <Cmdk.Item
            key={id}
            value={id}
            disabled={why !== null}
            data-testid="model-option"
            onMouseDown={(event) => event.preventDefault()}
            onSelect={() => {
              onPick(id);
              close();
            }}
            className="flex min-h-7 items-center justify-between gap-3 rounded-md px-2 text-cell text-ink-1 data-[disabled=true]:text-ink-3 data-[selected=true]:bg-selected"
          >
            <ModelName model={id} />
            {why === null ? null : <span className="shrink-0 text-axis">{why}</span>}
          </Cmdk.Item>
        ))}
        <Rest found={found} />
      </Cmdk.List>
    </Cmdk>
  );
}

function Rest({ found: { options, more, blind } }: { readonly found: ModelOptions }) {
  const remarks = [
    ...(options.length === 0 ? ['No model fits.'] : []),
    ...(more > 0 ? [`${more} more: type to find them.`] : []),
    ...(blind > 0 ? [`${blind} left out: they take no images.`] : []),
  ];
  if (remarks.length === 0) return null;
  // Not one of the choices, but part of what is read of them.
  return (
    <Cmdk.Item value="remark" disabled className="px-2 py-1 text-axis text-ink-3" data-testid="model-remark">
      {remarks.join(' ')}
    </Cmdk.Item>
  );
}
