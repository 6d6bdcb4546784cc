import { createAdapterFactory } from 'better-auth/adapters'
import { InvariantError } from '#domain/errors.ts'
import {
  AUTH_TABLES,
  type AuthCondition,
  type AuthRecordStore,
  type AuthRow,
  type AuthTable,
} from '#ports/store/auth-records.ts'

type Values = Readonly<Record<string, unknown>>
interface Clause {
  readonly field: string
  readonly operator?: string | undefined
  readonly value: unknown
  readonly connector?: string | undefined
}

const OPERATORS: Readonly<Record<string, AuthCondition['is']>> = {
  eq: '=',
  ne: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  in: 'in',
}

/** Keeps what better-auth remembers in tables of Tandem: columns in snake case, instants as epoch milliseconds. */
export const recordsAdapter = (records: AuthRecordStore) =>
  createAdapterFactory({
    config: {
      adapterId: 'tandem',
      adapterName: 'Tandem',
      supportsDates: true,
      supportsBooleans: true,
      supportsJSON: false,
    },
    adapter: ({ getModelName }) => {
      const table = (model: string): AuthTable => tableOf(getModelName(model))
      const found = async (model: string, where: readonly Clause[]) =>
        records.find(table(model), conditions(where), { limit: 1 })
      return {
        create: async ({ model, data }) => fromRow(await records.add(table(model), toRow(data))) as typeof data,
        findOne: async ({ model, where }) => first(await found(model, where)),
        findMany: async ({ model, where, limit, offset, sortBy }) =>
          (
            await records.find(table(model), conditions(where ?? []), {
              limit,
              ...(offset === undefined ? {} : { offset }),
              ...(sortBy === undefined
                ? {}
                : { order: { column: toColumn(sortBy.field), direction: sortBy.direction } }),
            })
          ).map(fromRow) as never,
        update: async ({ model, where, update }) =>
          first(await records.change(table(model), conditions(where), toRow(update as Values))),
        updateMany: async ({ model, where, update }) =>
          (await records.change(table(model), conditions(where), toRow(update))).length,
        delete: async ({ model, where }) => {
          await records.remove(table(model), conditions(where))
        },
        deleteMany: async ({ model, where }) => (await records.remove(table(model), conditions(where))).length,
        consumeOne: async ({ model, where }) => first(await records.remove(table(model), conditions(where))),
        count: async ({ model, where }) => records.count(table(model), conditions(where ?? [])),
      }
    },
  })

function tableOf(name: string): AuthTable {
  const table = AUTH_TABLES.find((one) => one === name)
  if (table === undefined) throw new InvariantError(`sign-in asks for ${name}, which is no table of it`)
  return table
}

/** What all must hold. Alternatives are not needed by what is switched on, so they would be a surprise. */
function conditions(where: readonly Clause[]): readonly AuthCondition[] {
  return where.map(({ field, operator = 'eq', value, connector = 'AND' }) => {
    const is = OPERATORS[operator]
    if (is === undefined || (connector !== 'AND' && where.length > 1))
      throw new InvariantError(`sign-in asks for rows by ${connector} ${operator}, which is not built`)
    return { column: toColumn(field), is, value: plain(value) as AuthCondition['value'] }
  })
}

/** Casts in one place: the library's types of rows are open, ours are what the tables can hold. */
const first = (rows: readonly AuthRow[]) => (rows[0] === undefined ? null : (fromRow(rows[0]) as never))
const toColumn = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const toField = (column: string): string =>
  column.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value)

const toRow = (values: Values): AuthRow =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [toColumn(field), plain(value) as AuthRow[string]]),
  )

/** Only instants have names that end so. */
const fromRow = (row: AuthRow): Values =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      toField(column),
      column.endsWith('_at') && typeof value === 'number' ? new Date(value) : value,
    ]),
  )
