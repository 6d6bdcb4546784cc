/** Models that credit the touches of a deal, with what each of them does; by the names of src/domain/attribution/models. */
export const MODEL_WORDS: Readonly<Record<string, { readonly label: string; readonly words: string }>> = {
  first_touch: { label: 'First touch', words: 'All to what brought the person.' },
  last_touch: { label: 'Last touch', words: 'All to the last thing before the deal closed.' },
  linear: { label: 'Linear', words: 'The same to each touch.' },
  position_based_40_20_40: {
    label: 'Position-based 40/20/40',
    words: '40 % to the first and the last touch, 20 % to those between.',
  },
  j_shaped_20_20_60: { label: 'J-shaped 20/20/60', words: 'Most to the last touch.' },
  inverse_j_60_20_20: { label: 'Inverse J 60/20/20', words: 'Most to the first touch.' },
  u_shaped: { label: 'U-shaped', words: '40 % each to the first touch and to the one that made the lead.' },
  w_shaped: { label: 'W-shaped', words: '30 % each to first touch, lead and opportunity.' },
  full_path: { label: 'Full path', words: '22.5 % each to first touch, lead, opportunity and close.' },
  time_decay_7d: { label: 'Time decay, 7 days', words: 'Half as much for each week before the close.' },
}

/** Models of one's own beside Tandem's, each once however often it is named. */
export const modelOptions = (own: readonly string[]) => [
  ...Object.entries(MODEL_WORDS).map(([value, { label }]) => ({ value, label })),
  ...[...new Set(own)]
    .filter((name) => MODEL_WORDS[name] === undefined)
    .map((name) => ({ value: name, label: `${name} (your own)` })),
]

/**
 * Which models are computed after a choice, and which is the default: it is always one of them. An empty choice is refused, because
 * something has to be written back.
 */
export function chooseModels(
  chosen: readonly string[],
  before: { readonly models: readonly string[]; readonly defaultModel: string },
): { readonly models: readonly string[]; readonly defaultModel: string } {
  const [first] = chosen
  if (first === undefined) return before
  return { models: chosen, defaultModel: chosen.includes(before.defaultModel) ? before.defaultModel : first }
}
