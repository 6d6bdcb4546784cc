import { Button } from '@mantine/core'
import { addressOf, type Input } from '#http/contract/address.ts'
import type { Contract } from '#http/contract/contract.ts'
import { DownloadIcon } from './icons.tsx'
import { useConnection } from '../shell/use-connection.ts'

/** What the table shows, all of its rows, as a file for spreadsheets. */
export function CsvButton<C extends Contract>(props: {
  readonly contract: C
  readonly input: Omit<Input<C>, 'body'>
  readonly label?: string
}) {
  const connection = useConnection()
  return (
    <Button
      component="a"
      href={addressOf(props.contract, connection, props.input)}
      download
      variant="default"
      size="xs"
      leftSection={<DownloadIcon size={14} />}
    >
      {props.label ?? 'CSV'}
    </Button>
  )
}
