import { Alert, Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { AlertIcon, CheckIcon } from '../../components/icons.tsx'
import { formatCount } from '../../format/numbers.ts'
import classes from './attribution.module.css'

/** What was, or would be, done with the rows of a file. */
export function Counts(props: {
  readonly saved: boolean
  readonly rows: number
  readonly counts: readonly (readonly [label: string, count: number])[]
}) {
  return (
    <>
      <p className={classes['basis']}>
        {props.saved ? (
          <span className={classes['good']}>
            <CheckIcon size={16} /> Saved.
          </span>
        ) : (
          <strong>Nothing is saved yet. This is what would become of the {formatCount(props.rows)} rows:</strong>
        )}
      </p>
      <ul className={classes['found']}>
        {props.counts.map(([label, count]) => (
          <li key={label}>
            <strong>{formatCount(count)}</strong> {label}
          </li>
        ))}
      </ul>
    </>
  )
}

interface Rejected {
  readonly line: number
  readonly reason: string
  readonly remedy: string
}

/** Rows that are not taken, each with what to do about it. */
export function RejectedRows({ rows, all }: { readonly rows: readonly Rejected[]; readonly all: number }) {
  if (rows.length === 0) return null
  return (
    <Listed
      title={`${formatCount(all)} ${all === 1 ? 'row is' : 'rows are'} not taken`}
      shown={rows.length}
      all={all}
      head={['Line', 'Why', 'What to do']}
    >
      {rows.map(({ line, reason, remedy }) => (
        <Table.Tr key={`${line} ${reason}`}>
          <Table.Td>{line}</Table.Td>
          <Table.Td>{reason}</Table.Td>
          <Table.Td>{remedy}</Table.Td>
        </Table.Tr>
      ))}
    </Listed>
  )
}

export function Listed(props: {
  readonly title: string
  readonly shown: number
  readonly all: number
  readonly head: readonly string[]
  readonly children: ReactNode
}) {
  return (
    <div>
      <h3 style={{ margin: '14px 0 4px', fontSize: 15 }}>{props.title}</h3>
      <Table.ScrollContainer minWidth={420} maxHeight={320}>
        <Table verticalSpacing={4} aria-label={props.title}>
          <Table.Thead>
            <Table.Tr>
              {props.head.map((word) => (
                <Table.Th key={word}>{word}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{props.children}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {props.all > props.shown ? (
        <p className={classes['quiet']}>and {formatCount(props.all - props.shown)} more</p>
      ) : null}
    </div>
  )
}

export const Warning = ({ children }: { readonly children: ReactNode }) => (
  <Alert color="yellow" variant="light" icon={<AlertIcon size={16} />} mt="sm">
    {children}
  </Alert>
)
