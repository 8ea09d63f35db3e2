import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { usePreferences, useSession } from '../../store/console-context.tsx';
import { type Density, ROW_HEIGHTS } from '../../store/preferences.ts';
import { COLUMN_IDS, chosenColumns, columnById, MAX_COLUMN_WIDTH, MIN_COLUMN_WIDTH } from './columns.ts';

/** Which columns, in which order, how wide, and how high the rows are. Order by buttons: nothing needs dragging. */
export function ColumnsMenu() {
  return (
    <Popover
      label="Columns"
      width={348}
      trigger={
        <Button data-testid="columns-menu">
          <Columns3 size={12} aria-hidden />
          Columns
        </Button>
      }
    >
      <ColumnsForm />
    </Popover>
  );
}

function ColumnsForm() {
  const { preferences } = useSession();
  const columns = usePreferences((state) => state.columns);
  const columnWidths = usePreferences((state) => state.columnWidths);
  const shown = chosenColumns({ columns, columnWidths }).map(({ id }) => id as string);
  const order = [...shown, ...COLUMN_IDS.filter((id) => !shown.includes(id))];
  const toggle = (id: string): void => {
    const next = shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id];
    if (next.length > 0) preferences.setState({ columns: next });
  };
  const move = (id: string, step: number): void => {
    const at = shown.indexOf(id);
    const next = [...shown];
    next.splice(at, 1);
    next.splice(at + step, 0, id);
    preferences.setState({ columns: next });
  };
  const setWidth = (id: string, text: string): void => {
    const { [id]: _, ...others } = columnWidths;
    const width = Math.round(Number(text));
    const valid = text !== '' && width >= MIN_COLUMN_WIDTH && width <= MAX_COLUMN_WIDTH;
    preferences.setState({ columnWidths: valid ? { ...others, [id]: width } : others });
  };
  return (
    <>
      <DensityChoice />
      <ul className="mt-2 border-line border-t pt-1" aria-label="Columns in order">
        {order.map((id) => {
          const column = columnById(id);
          const on = shown.includes(id);
          const at = shown.indexOf(id);
          if (column === undefined) return null;
          return (
            <li key={id} className="flex h-7 items-center gap-1 rounded-md px-1 hover:bg-hover">
              <label className="flex min-w-0 flex-1 items-center gap-2 text-cell" title={column.title}>
                <input type="checkbox" className="accent-[var(--solid)]" checked={on} onChange={() => toggle(id)} />
                <span className={`truncate ${on ? '' : 'text-ink-3'}`}>
                  {column.label === 'St' ? 'Status' : column.label}
                </span>
              </label>
              {on ? (
                <>
                  <input
                    type="number"
                    aria-label={`Width of ${column.label} in pixels`}
                    placeholder={column.grow > 0 && columnWidths[id] === undefined ? 'auto' : String(column.width)}
                    defaultValue={columnWidths[id] ?? ''}
                    min={MIN_COLUMN_WIDTH}
                    max={MAX_COLUMN_WIDTH}
                    onChange={(event) => setWidth(id, event.target.value)}
                    className="h-6 w-16 rounded-md border border-line bg-app px-1 text-right text-cell placeholder:text-ink-3"
                  />
                  <Button
                    variant="ghost"
                    aria-label={`Move ${column.label} left`}
                    disabled={at === 0}
                    onClick={() => move(id, -1)}
                    className="px-1!"
                  >
                    <ArrowUp size={12} aria-hidden />
                  </Button>
                  <Button
                    variant="ghost"
                    aria-label={`Move ${column.label} right`}
                    disabled={at === shown.length - 1}
                    onClick={() => move(id, 1)}
                    className="px-1!"
                  >
                    <ArrowDown size={12} aria-hidden />
                  </Button>
                </>
              ) : null}
            </li>
          );
        })}
      </ul>
      <div className="mt-1 flex items-center justify-between border-line border-t pt-2">
        <span className="text-axis text-ink-3">What does not fit is hidden from the right.</span>
        <Button onClick={() => preferences.setState({ columns: null, columnWidths: {} })} disabled={columns === null}>
          Choose by width
        </Button>
      </div>
    </>
  );
}

function DensityChoice() {
  const { preferences } = useSession();
  const density = usePreferences((state) => state.density);
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="float-left mr-2 text-cell text-ink-2">Rows</legend>
      {(Object.keys(ROW_HEIGHTS) as Density[]).map((name) => (
        <Button
          key={name}
          aria-pressed={density === name}
          variant={density === name ? 'plain' : 'ghost'}
          onClick={() => preferences.setState({ density: name })}
        >
          {name} {ROW_HEIGHTS[name]}
        </Button>
      ))}
    </fieldset>
  );
}
