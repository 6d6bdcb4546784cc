import { invalid } from '../errors.ts'
import type { CustomSchema, SchemaAssociation } from '../state.ts'
import { customType, customTypeId, fullyQualifiedName } from './custom-type.ts'
import type { Portal } from './portal.ts'
import { addType, nextSerial, removeType, storeOf } from './portal.ts'
import type { ObjectStore } from './store.ts'

/** Lists of property names in a definition name properties that there are. */
export function checkNamedProperties(
  store: ObjectStore,
  named: Pick<
    CustomSchema,
    'primaryDisplayProperty' | 'secondaryDisplayProperties' | 'requiredProperties' | 'searchableProperties'
  >,
): void {
  const names = [
    ...(named.primaryDisplayProperty === null ? [] : [named.primaryDisplayProperty]),
    ...named.secondaryDisplayProperties,
    ...named.requiredProperties,
    ...named.searchableProperties,
  ]
  const missing = names.find((name) => store.properties.get(name)?.archivedAt !== null)
  if (missing !== undefined) throw invalid(`Property "${missing}" does not exist`)
}

/** Joins two objects, each seen from the other. Throws when they are joined by that name already. */
export function defineAssociation(portal: Portal, from: string, to: string, name: string | null): SchemaAssociation {
  const fromName = storeOf(portal, from).type.singular
  const toName = storeOf(portal, to).type.singular
  const known = portal.state.schemaAssociations
  const made: SchemaAssociation = {
    typeId: nextSerial(portal),
    inverseTypeId: nextSerial(portal),
    fromTypeId: from,
    toTypeId: to,
    name: name ?? `${fromName}_to_${toName}`,
    inverseName: name ?? `${toName}_to_${fromName}`,
    createdAt: portal.clock.now(),
  }
  const isTaken = known.some(
    (each) =>
      (each.fromTypeId === from && each.toTypeId === to && each.name === made.name) ||
      (each.fromTypeId === to && each.toTypeId === from && each.inverseName === made.name),
  )
  if (isTaken) throw invalid(`An association named '${made.name}' already exists between ${from} and ${to}`)
  known.push(made)
  return made
}

/** Puts a changed definition to work. */
export function applySchema(portal: Portal, store: ObjectStore, schema: CustomSchema): void {
  schema.updatedAt = portal.clock.now()
  removeType(portal, store)
  store.type = customType(schema, portal.settings.portalId)
  addType(portal, store)
}

/** Takes a custom object out of use. Its records have to go first. */
export function archiveSchema(portal: Portal, store: ObjectStore, schema: CustomSchema): void {
  if (store.state.records.some(({ archivedAt }) => archivedAt === null)) {
    throw invalid(`Object type ${store.type.typeId} still has records and cannot be deleted`)
  }
  schema.archivedAt = portal.clock.now()
  removeType(portal, store)
}

/** Deletes an archived custom object for good: its name is free again. */
export function purgeSchema(portal: Portal, schema: CustomSchema): void {
  const { state } = portal
  const typeId = customTypeId(schema)
  state.schemas = state.schemas.filter((each) => each !== schema)
  state.schemaAssociations = state.schemaAssociations.filter(
    ({ fromTypeId, toTypeId }) => fromTypeId !== typeId && toTypeId !== typeId,
  )
  delete state.objects[fullyQualifiedName(schema, portal.settings.portalId)]
}
