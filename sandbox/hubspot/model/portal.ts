import type { SandboxClock } from '../../core/types.ts'
import type { SeededRandom } from '../../core/random.ts'
import { createRandom, uuidFrom } from '../../core/random.ts'
import { unknownObjectType } from '../errors.ts'
import { objectTypeOf, objectTypes } from '../object-types.ts'
import type { HubSpotSettings, RateLimits } from '../settings.ts'
import type { ChangeSource, PortalState } from '../state.ts'
import type { ObjectStore } from './store.ts'
import { openStore } from './store.ts'

/** A running portal: its state, the indexes over it, and who listens to changes. */
export interface Portal {
  readonly settings: HubSpotSettings
  readonly clock: SandboxClock
  readonly random: SeededRandom
  limits: RateLimits
  state: PortalState
  stores: Map<string, ObjectStore>
  announce: (change: Change) => void
}

/** Something that happened to a record, before anyone decides who is told. */
export interface Change {
  readonly kind: 'creation' | 'deletion' | 'propertyChange' | 'merge' | 'associationChange' | 'privacyDeletion'
  readonly typeId: string
  readonly objectId: number
  readonly at: number
  readonly source: ChangeSource
  /** What the event carries besides, in wire form. */
  readonly details?: Readonly<Record<string, unknown>>
}

export function openPortal(settings: HubSpotSettings, clock: SandboxClock, state: PortalState): Portal {
  const random = createRandom(state.randomState)
  return {
    settings,
    clock,
    random,
    limits: settings.limits,
    state,
    stores: openStores(state),
    announce: () => undefined,
  }
}

/** Puts other data under a running portal. */
export function replaceState(portal: Portal, state: PortalState): void {
  portal.state = state
  portal.stores = openStores(state)
  portal.random.restore(state.randomState)
}

function openStores(state: PortalState): Map<string, ObjectStore> {
  const stores = new Map<string, ObjectStore>()
  for (const type of objectTypes) {
    const held = state.objects[type.name]
    if (held !== undefined) stores.set(type.name, openStore(type, held))
  }
  return stores
}

/** The store for a name or type id as it stands in a path. Throws HubSpot's 400 for words it does not know. */
export function storeOf(portal: Portal, word: string): ObjectStore {
  const store = portal.stores.get(objectTypeOf(word)?.name ?? '')
  if (store === undefined) throw unknownObjectType(word)
  return store
}

/** Ids of things that are not records. */
export function nextSerial(portal: Portal): number {
  portal.state.lastSerial += 1
  return portal.state.lastSerial
}

/** A new GUID; the same ones on every run. */
export const nextGuid = (portal: Portal): string => uuidFrom(portal.random)
