import type { SandboxClock } from '../../core/types.ts'
import type { SeededRandom } from '../../core/random.ts'
import { createRandom, uuidFrom } from '../../core/random.ts'
import { unknownObjectType } from '../errors.ts'
import type { ObjectType } from '../object-types.ts'
import { objectTypes, wordsOf } from '../object-types.ts'
import type { HubSpotSettings } from '../settings.ts'
import type { ChangeSource, PortalState } from '../state.ts'
import { customType } from './custom-type.ts'
import type { ObjectStore } from './store.ts'
import { openStore } from './store.ts'

/** A running portal: its state, the indexes over it, and who listens to changes. */
export interface Portal {
  readonly settings: HubSpotSettings
  readonly clock: SandboxClock
  readonly random: SeededRandom
  state: PortalState
  /** By plural name, the fully qualified name of custom objects. */
  stores: Map<string, ObjectStore>
  /** HubSpot's and the portal's own types, by every word that names them in a path. */
  types: Map<string, ObjectType>
  announce: (change: Change) => void
}

/** Something that happened to a record, before anyone decides who is told. */
export interface Change {
  readonly kind:
    | 'creation'
    | 'deletion'
    | 'restore'
    | 'propertyChange'
    | 'merge'
    | 'associationChange'
    | 'privacyDeletion'
  readonly typeId: string
  readonly objectId: number
  readonly at: number
  readonly source: ChangeSource
  /** What the event carries besides, in wire form. */
  readonly details?: Readonly<Record<string, unknown>>
}

export function openPortal(settings: HubSpotSettings, clock: SandboxClock, state: PortalState): Portal {
  const random = createRandom(state.randomState)
  const portal: Portal = {
    settings,
    clock,
    random,
    state,
    stores: new Map(),
    types: new Map(),
    announce: () => undefined,
  }
  openTypes(portal)
  return portal
}

/** Puts other data under a running portal. */
export function replaceState(portal: Portal, state: PortalState): void {
  portal.state = state
  portal.random.restore(state.randomState)
  openTypes(portal)
}

function openTypes(portal: Portal): void {
  const { state } = portal
  const custom = state.schemas
    .filter(({ archivedAt }) => archivedAt === null)
    .map((schema) => customType(schema, portal.settings.portalId))
  portal.stores = new Map()
  portal.types = new Map()
  for (const type of [...objectTypes, ...custom]) {
    const held = state.objects[type.name]
    if (held !== undefined) addType(portal, openStore(type, held))
  }
}

/** Makes a type reachable by all its names; a custom object never takes a word from one of HubSpot's. */
export function addType(portal: Portal, store: ObjectStore): void {
  const { type } = store
  portal.stores.set(type.name, store)
  for (const word of wordsOf(type)) {
    if ((portal.types.get(word)?.typeId ?? type.typeId) === type.typeId) portal.types.set(word, type)
  }
}

/** Takes a type away; its records stay in the state. */
export function removeType(portal: Portal, { type }: ObjectStore): void {
  portal.stores.delete(type.name)
  for (const word of wordsOf(type)) if (portal.types.get(word) === type) portal.types.delete(word)
}

/** The type that a name or type id in a path stands for: HubSpot's own and the portal's. */
export function typeNamed(portal: Portal, word: string): ObjectType | undefined {
  return portal.types.get(word.toLowerCase())
}

/** The store for a name or type id as it stands in a path. Throws HubSpot's 400 for words it does not know. */
export function storeOf(portal: Portal, word: string): ObjectStore {
  const store = portal.stores.get(typeNamed(portal, word)?.name ?? '')
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
