import { type RawBuilder, sql } from 'kysely'
import { InvariantError } from '#domain/errors.ts'
import type { AuthCondition, AuthRecordStore, AuthRow, AuthTable } from '#ports/store/auth-records.ts'
import { type Db, toInteger } from './rows.ts'
import { TABLES } from './tables.ts'

export function authRecordStore(db: Db): AuthRecordStore {
  return {
    add: async (table, row) => {
      const columns = Object.keys(row).map((name) => column(table, name))
      const { rows } = await sql<AuthRow>`
        insert into ${of(table)} (${sql.join(columns)}) values (${sql.join(Object.values(row))}) returning *`.execute(
        db,
      )
      return toRow(table, rows[0] as AuthRow)
    },
    find: async (table, where, { limit, offset, order } = {}) => {
      const sorted =
        order === undefined
          ? sql``
          : sql`order by ${column(table, order.column)} ${sql.raw(order.direction === 'desc' ? 'desc' : 'asc')}`
      const { rows } = await sql<AuthRow>`
        select * from ${of(table)} ${filter(table, where)} ${sorted}
        ${limit === undefined ? sql`` : sql`limit ${limit}`} ${offset === undefined ? sql`` : sql`offset ${offset}`}`.execute(
        db,
      )
      return rows.map((row) => toRow(table, row))
    },
    change: async (table, where, to) => {
      const set = Object.entries(to).map(([name, value]) => sql`${column(table, name)} = ${value}`)
      const { rows } = await sql<AuthRow>`
        update ${of(table)} set ${sql.join(set)} ${filter(table, where)} returning *`.execute(db)
      return rows.map((row) => toRow(table, row))
    },
    remove: async (table, where) => {
      const { rows } = await sql<AuthRow>`delete from ${of(table)} ${filter(table, where)} returning *`.execute(db)
      return rows.map((row) => toRow(table, row))
    },
    count: async (table, where) => {
      const { rows } = await sql<{ n: string }>`select count(*) as n from ${of(table)} ${filter(table, where)}`.execute(
        db,
      )
      return toInteger(rows[0]?.n ?? 0)
    },
  }
}

const of = (table: AuthTable): RawBuilder<unknown> => sql.table(`app.${table}`)

/** Names come from a library: only those of the table become part of a statement. */
function column(table: AuthTable, name: string): RawBuilder<unknown> {
  if (!Object.hasOwn(TABLES[table], name)) throw new InvariantError(`${table} has no column ${name}`)
  return sql.ref(name)
}

function filter(table: AuthTable, where: readonly AuthCondition[]): RawBuilder<unknown> {
  if (where.length === 0) return sql``
  const parts = where.map(({ column: name, is, value }) => {
    const left = column(table, name)
    if (Array.isArray(value)) return value.length === 0 ? sql`false` : sql`${left} in (${sql.join(value)})`
    if (value === null) return is === '!=' ? sql`${left} is not null` : sql`${left} is null`
    return sql`${left} ${sql.raw(is)} ${value}`
  })
  return sql`where ${sql.join(parts, sql` and `)}`
}

function toRow(table: AuthTable, row: AuthRow): AuthRow {
  const kinds: Readonly<Record<string, string>> = TABLES[table]
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      kinds[name]?.startsWith('bigint') === true && typeof value === 'string' ? toInteger(value) : value,
    ]),
  )
}
