import type { AttributionConfig, CustomWeights } from './config.ts'

export interface ModelWords {
  readonly name: string
  readonly title: string
  /** How it shares a deal, in one sentence. */
  readonly weights: string
  /** `paths`: it credits channels over all journeys, not the touches of one deal. */
  readonly kind: 'touches' | 'paths'
}

const OTHERS = 'the others share the rest evenly'
const KNOWN: Readonly<Record<string, Omit<ModelWords, 'name' | 'kind'>>> = {
  first_touch: { title: 'First touch', weights: '100 % to the first touch.' },
  last_touch: { title: 'Last touch', weights: '100 % to the last touch before the close.' },
  linear: { title: 'Linear', weights: 'The same to every touch.' },
  position_based_40_20_40: {
    title: 'Position based (40-20-40)',
    weights: `40 % to the first touch, 40 % to the last; ${OTHERS} (20 %).`,
  },
  j_shaped_20_20_60: {
    title: 'J-shaped (20-20-60)',
    weights: `20 % to the first touch, 60 % to the last; ${OTHERS} (20 %).`,
  },
  inverse_j_60_20_20: {
    title: 'Inverse J (60-20-20)',
    weights: `60 % to the first touch, 20 % to the last; ${OTHERS} (20 %).`,
  },
  u_shaped: {
    title: 'U-shaped',
    weights: `40 % to the first touch, 40 % to the one that made the lead; ${OTHERS} (20 %).`,
  },
  w_shaped: {
    title: 'W-shaped',
    weights: `30 % each to the first touch, the one that made the lead and the one before the opportunity; ${OTHERS} (10 %).`,
  },
  full_path: {
    title: 'Full path',
    weights: `22.5 % each to the first touch, the one that made the lead, the one before the opportunity and the last; ${OTHERS} (10 %).`,
  },
  time_decay_7d: {
    title: 'Time decay (7 days)',
    weights: 'The later the more: a touch 7 days earlier gets half as much.',
  },
  markov: {
    title: 'Markov (channels)',
    weights: 'By how many wins would be lost without the channel, over all journeys of the period.',
  },
  shapley: {
    title: 'Shapley (channels)',
    weights: 'Each journey in equal parts to its channels, over all journeys of the period.',
  },
}

const POSITIONS: readonly (readonly [keyof CustomWeights, string])[] = [
  ['first', 'the first touch'],
  ['leadCreation', 'the one that made the lead'],
  ['opportunityCreation', 'the one before the opportunity'],
  ['close', 'the last'],
  ['others', 'the others together'],
]

/** What a model does, for people. @param name of a model that is computed, of `customModels` too. */
export function modelWords(name: string, { customModels }: Pick<AttributionConfig, 'customModels'>): ModelWords {
  const kind = name === 'markov' || name === 'shapley' ? 'paths' : 'touches'
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined
  if (known !== undefined) return { name, kind, ...known }
  const own = Object.hasOwn(customModels, name) ? customModels[name] : undefined
  if (own === undefined) return { name, kind, title: name, weights: 'A model that is not configured any more.' }
  const parts = POSITIONS.filter(([key]) => own[key] !== 0).map(([key, words]) => `${own[key]} to ${words}`)
  return { name, kind, title: name, weights: `In parts: ${parts.join(', ')}.` }
}

/** Why a campaign is flagged, or is not judged, in a sentence. */
export const VERDICT_WORDS = {
  'cheap-but-barren':
    'Cheap but barren: its leads are among the cheapest third of the campaigns like it, and what it brought back for its cost is below a quarter of their median.',
  'not-flagged': 'Compared with the campaigns like it: nothing to flag.',
  'no-spend': 'Not compared: no cost is known.',
  'few-leads': 'Not compared: too few leads to tell chance from result.',
  immature: 'Not compared yet: its leads are young, their deals may still close.',
  'few-alike': 'Not compared: fewer than three campaigns like it can be.',
} as const
