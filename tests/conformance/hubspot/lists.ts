import type { ListCreateRequestFilterBranch } from '@hubspot/api-client/lib/codegen/crm/lists/models/ListCreateRequestFilterBranch.js'

/** A PROPERTY filter on contacts, complete as the specification wants it. */
export const contactFilter = (property: string, operation: object): object => ({
  filterType: 'PROPERTY',
  property,
  operation: { includeObjectsWithNoValueSet: false, ...operation },
})

/** ANDs under the OR that every definition starts with. */
export const eitherOf = (...ands: readonly (readonly object[])[]): object => ({
  filterBranchType: 'OR',
  filterBranchOperator: 'OR',
  filters: [],
  filterBranches: ands.map((filters) => ({
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filters,
    filterBranches: [],
  })),
})

/** A definition with one AND. The generated type is a union that wants the fields of all its members. */
export const filterBy = (...filters: readonly object[]): ListCreateRequestFilterBranch =>
  eitherOf(filters) as unknown as ListCreateRequestFilterBranch

/** Why a typed call was refused. */
export async function refusal(call: Promise<unknown>): Promise<{ code?: number; body?: unknown }> {
  return call.then(
    () => ({}),
    (error: unknown) => error as { code?: number; body?: unknown },
  )
}
