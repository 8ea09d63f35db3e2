import { Switch } from 'radix-ui';
import type { CatalogModelView } from '../../../shared/catalog.ts';

export interface ModelSwitchProps {
  readonly model: CatalogModelView;
  readonly onChange: (enabled: boolean) => void;
}

/** On and off are told by the place of the knob as well as by colour. */
export function ModelSwitch({ model, onChange }: ModelSwitchProps) {
  return (
    <Switch.Root
      checked={model.enabled}
      onCheckedChange={onChange}
      aria-label={`${model.id} can be chosen`}
      data-testid="model-switch"
      className="group inline-flex h-6 w-8 items-center rounded-md"
    >
      <span className="relative h-4 w-7 rounded-full border border-control bg-app group-data-[state=checked]:border-transparent group-data-[state=checked]:bg-solid">
        <Switch.Thumb className="absolute top-[2px] left-[2px] size-2.5 rounded-full bg-ink-3 data-[state=checked]:left-[14px] data-[state=checked]:bg-white" />
      </span>
    </Switch.Root>
  );
}
