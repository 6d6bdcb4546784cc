import { invalid } from '../../errors.ts'
import type { Portal } from '../portal.ts'
import type { ObjectStore } from '../store.ts'
import { compileBranch, listOf } from './compile-filter.ts'
import type { FilterBranch } from './state.ts'

/**
 * Checks a filter definition and fills in what HubSpot fills in, so that it reads back complete. The root is an OR of ANDs:
 * "All filter definitions must start with a root-level OR filterBranchType",
 * https://developers.hubspot.com/docs/api-reference/latest/crm/lists/filters/guide
 */
export function readFilter(portal: Portal, store: ObjectStore, raw: unknown): FilterBranch {
  const branch = complete(raw)
  if (branch['filterBranchType'] !== 'OR') throw invalid('The root filter branch must have a filterBranchType of OR')
  if (listOf(branch, 'filters').length > 0) throw invalid('The root OR filter branch cannot have filters')
  const children = listOf(branch, 'filterBranches')
  if (children.length === 0 || children.some((child) => child['filterBranchType'] !== 'AND')) {
    throw invalid('The root OR filter branch must have one or more AND filter branches')
  }
  const learnt = { usesClock: false, usesOthers: false }
  compileBranch({ portal, store, now: portal.clock.now(), isMember: () => false, learnt }, branch)
  return branch
}

function complete(raw: unknown): FilterBranch {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw invalid('filterBranch must be an object')
  const branch = raw as FilterBranch
  return {
    ...branch,
    filterBranches: listOf(branch, 'filterBranches').map(complete),
    filters: listOf(branch, 'filters').map(completeFilter),
    filterBranchOperator: branch['filterBranchOperator'] ?? operatorOf(branch['filterBranchType']),
  }
}

const operatorOf = (type: unknown): string => (type === 'OR' || type === 'NOT_ANY' ? 'OR' : 'AND')

function completeFilter(filter: FilterBranch): FilterBranch {
  const operation = filter['operation']
  if (typeof operation !== 'object' || operation === null) return filter
  return { ...filter, operation: { includeObjectsWithNoValueSet: false, ...operation } }
}
