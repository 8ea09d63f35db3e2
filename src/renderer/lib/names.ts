/** How models and providers are named on screen. Providers get a monogram instead of a hue (docs: look). */
const MONOGRAMS: Record<string, string> = {
  openai: 'OA',
  anthropic: 'AN',
  google: 'GO',
  mistral: 'MI',
  mistralai: 'MI',
  deepseek: 'DS',
  meta: 'ME',
  'meta-llama': 'ME',
  qwen: 'QW',
  openrouter: 'OR',
  ollama: 'OL',
  local: 'LO',
  simulator: 'SI',
};

export function monogram(name: string): string {
  return MONOGRAMS[name.toLowerCase()] ?? name.slice(0, 2).toUpperCase();
}

/** `openai/gpt-5.4` → vendor `openai`, name `gpt-5.4`. */
export function splitModel(model: string): { vendor: string | null; name: string } {
  const slash = model.indexOf('/');
  return slash < 0 ? { vendor: null, name: model } : { vendor: model.slice(0, slash), name: model.slice(slash + 1) };
}

/** The requested name without our own prefix: `heimdall/auto` → `auto`. */
export function requestedName(model: string): string {
  return model.replace(/^heimdall\//, '');
}
