import { UsageError } from '../../errors.ts'
import type { CustomWeights } from '../config.ts'
import { customModel } from './custom.ts'
import { firstTouch } from './first-touch.ts'
import { fullPath } from './full-path.ts'
import { inverseJ602020 } from './inverse-j-60-20-20.ts'
import { jShaped202060 } from './j-shaped-20-20-60.ts'
import type { Model } from './journey.ts'
import { lastTouch } from './last-touch.ts'
import { linear } from './linear.ts'
import { markov } from './markov.ts'
import { onPaths } from './on-paths.ts'
import type { PathModel } from './path.ts'
import { positionBased402040 } from './position-based-40-20-40.ts'
import { shapley } from './shapley.ts'
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

/** Every model that splits what came of journeys over their channels. */
export const PATH_MODELS = {
  markov,
  shapley,
  first_touch: onPaths(firstTouch),
  last_touch: onPaths(lastTouch),
  linear: onPaths(linear),
  position_based_40_20_40: onPaths(positionBased402040),
  j_shaped_20_20_60: onPaths(jShaped202060),
  inverse_j_60_20_20: onPaths(inverseJ602020),
} as const satisfies Record<string, PathModel>

export type PathModelName = keyof typeof PATH_MODELS

export const PATH_MODEL_NAMES = Object.keys(PATH_MODELS) as readonly PathModelName[]

export const isPathModelName = (name: string): name is PathModelName => Object.hasOwn(PATH_MODELS, name)

/** Models of one's own, by name; a name of {@link MODELS} is not looked for among them. */
export type CustomModels = Readonly<Record<string, CustomWeights>>

/** @throws UsageError on a name that no model has. */
export function modelOf(name: string, customModels: CustomModels = {}): Model {
  if (isModelName(name)) return MODELS[name]
  const weights = Object.hasOwn(customModels, name) ? customModels[name] : undefined
  if (weights !== undefined) return customModel(weights)
  const known = [...MODEL_NAMES, ...Object.keys(customModels)].join(', ')
  throw new UsageError(
    isPathModelName(name)
      ? `the attribution model "${name}" credits channels, not the touches of a deal; for those use one of ${known}`
      : `unknown attribution model "${name}"; use one of ${known}`,
  )
}

/** @throws UsageError on a name that no model has. */
export function pathModelOf(name: string): PathModel {
  if (isPathModelName(name)) return PATH_MODELS[name]
  const known = PATH_MODEL_NAMES.join(', ')
  throw new UsageError(
    isModelName(name)
      ? `the attribution model "${name}" needs instants and positions, which paths of channels do not have; use one of ${known}`
      : `unknown attribution model "${name}"; for channels use one of ${known}`,
  )
}
