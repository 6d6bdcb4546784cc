import { ApiError } from '../errors.ts'
import type { Org } from '../org.ts'
import type { Row, Value } from '../records/table.ts'
import { compileCondition } from '../soql/filter.ts'
import { conditionTree, parseSoql } from '../soql/parse.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { QueryScope } from '../soql/scope.ts'
import { accessor, functionAccessor } from '../soql/scope.ts'

export type Condition = (record: Readonly<Record<string, Value>>) => boolean

/**
 * A condition of an administrator's rule, written as a SOQL where clause. It is judged on the record as it would be saved
 * and sees every field, whoever writes.
 *
 * @throws TypeError when the text is no condition on the object.
 */
export function compileRule(org: Org, object: string, where: string): Condition {
  const view = org.catalog.systemView(object)
  if (!view) throw new TypeError(`there is no object ${object}`)
  const known = compiled.get(view)?.get(where)
  if (known) return known
  const condition = compile(org, view, where)
  compiled.set(view, (compiled.get(view) ?? new Map<string, Condition>()).set(where, condition))
  return condition
}

/** A view lasts as long as the fields it has. */
const compiled = new WeakMap<ObjectView, Map<string, Condition>>()

function compile(org: Org, view: ObjectView, where: string): Condition {
  const soql = `SELECT Id FROM ${view.def.name} WHERE ${where}`
  const scope: QueryScope = { org, userId: '', soql, apiVersion: '68.0', includeDeleted: false, tooling: false }
  try {
    const filter = compileCondition(
      {
        scope,
        accessorOf(test) {
          if (test.field !== null) return accessor(scope, view, test.field)
          const found = test.fn ? functionAccessor(scope, view, test.fn.name, test.fn.parameters[0] ?? '') : null
          if (!found) throw new TypeError(`a rule cannot use ${test.fn?.name ?? 'this'}`)
          return found
        },
        valuesOf() {
          throw new TypeError('a rule cannot use a subquery')
        },
      },
      conditionTree(soql, parseSoql(soql).where),
    )
    return (record) => filter(record as Row)
  } catch (error) {
    if (error instanceof ApiError)
      throw new TypeError(`condition of a rule on ${view.def.name}: ${error.message}`, { cause: error })
    throw error
  }
}
