import type { FieldPairId } from '#domain/config.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'
import type { Scope } from '../scope.ts'

/** A map with what both platforms know of its fields. */
export interface MappedField {
  /** Null: the mapping has no such map any more. */
  readonly map: FieldMap | null
  readonly hubspot: FieldSchema | null
  readonly salesforce: FieldSchema | null
  /** What people call the two fields; names where a platform does not answer. */
  readonly labels: { readonly hubspot: string; readonly salesforce: string }
}

interface Asked {
  readonly pair: FieldPairId
  readonly map: string
}

/** Labels and options of mapped fields, by pair and map. Schemas are kept by the connectors: mostly nothing is asked. */
export async function mappedFields(scope: Scope, asked: readonly Asked[]): Promise<(of: Asked) => MappedField> {
  const pairs = [...new Set(asked.map(({ pair }) => pair))]
  const schemas = new Map(
    await Promise.all(
      pairs.map(async (pair) => {
        const both = await Promise.all([
          known(scope.hubspot.describe(PAIRS[pair].hubspot)),
          known(scope.salesforce.describe(PAIRS[pair].salesforce)),
        ])
        return [pair, both] as const
      }),
    ),
  )
  return ({ pair, map: id }) => {
    const map = scope.config.fields[pair].find((one) => one.id === id) ?? null
    const [there, here] = schemas.get(pair) ?? [null, null]
    const hubspot = map === null ? null : (there?.fields[map.hubspot] ?? null)
    const salesforce = map === null ? null : (here?.fields[map.salesforce] ?? null)
    return {
      map,
      hubspot,
      salesforce,
      labels: {
        hubspot: hubspot?.label ?? map?.hubspot ?? id,
        salesforce: salesforce?.label ?? map?.salesforce ?? id,
      },
    }
  }
}

/** A list is shown with names for want of labels. */
const known = (schema: Promise<ObjectSchema>): Promise<ObjectSchema | null> => schema.catch(() => null)
