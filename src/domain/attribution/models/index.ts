import { firstTouch } from './first-touch.ts'
import { fullPath } from './full-path.ts'
import { inverseJ602020 } from './inverse-j-60-20-20.ts'
import { jShaped202060 } from './j-shaped-20-20-60.ts'
import type { Model } from './journey.ts'
import { lastTouch } from './last-touch.ts'
import { linear } from './linear.ts'
import { positionBased402040 } from './position-based-40-20-40.ts'
import { timeDecay7d } from './time-decay-7d.ts'
import { uShaped } from './u-shaped.ts'
import { wShaped } from './w-shaped.ts'

/** Every model that splits a deal over its touches, by the name used in configuration, reports and write-back. */
export const MODELS = {
  first_touch: firstTouch,
  last_touch: lastTouch,
  linear,
  position_based_40_20_40: positionBased402040,
  j_shaped_20_20_60: jShaped202060,
  inverse_j_60_20_20: inverseJ602020,
  u_shaped: uShaped,
  w_shaped: wShaped,
  full_path: fullPath,
  time_decay_7d: timeDecay7d,
} as const satisfies Record<string, Model>

export type ModelName = keyof typeof MODELS

export const MODEL_NAMES = Object.keys(MODELS) as readonly ModelName[]

export const isModelName = (name: string): name is ModelName => Object.hasOwn(MODELS, name)
