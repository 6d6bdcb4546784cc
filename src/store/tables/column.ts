/** PostgreSQL types in use. `bigint` holds instants (epoch milliseconds) and minor units. */
export type ColumnKind = 'text' | 'bigint' | 'numeric' | 'integer' | 'double precision' | 'boolean' | 'jsonb'
/** A trailing `?` means nullable. */
type ColumnSpec = ColumnKind | `${ColumnKind}?`
/** Tables by name, each column by column in the order of the database. */
export type TableSpecs = Record<string, Record<string, ColumnSpec>>
