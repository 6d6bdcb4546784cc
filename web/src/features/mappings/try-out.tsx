import { Button, Group, Table, Text } from '@mantine/core'
import { tryMapContract, type ConfigPair, type WrittenMap } from '#http/contract/config-fields.ts'
import { useAction } from '../../api/use-api.ts'
import { directionOf } from './map-words.ts'

const CRM = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const

/** What the map makes of the records that changed last. */
export function TryOut({ pair, map }: { readonly pair: ConfigPair; readonly map: WrittenMap }) {
  const trial = useAction(tryMapContract)
  const direction = directionOf(map)
  const ways = (['salesforce', 'hubspot'] as const).filter((to) => direction === 'both' || direction === `to-${to}`)
  const rows = trial.data?.rows
  return (
    <section aria-label="Try it out">
      <Group justify="space-between">
        <Text fw={600} size="sm">
          Try it on real records
        </Text>
        <Group gap="xs">
          {ways.map((to) => (
            <Button
              key={to}
              size="xs"
              variant="default"
              loading={trial.isPending && trial.variables?.body?.to === to}
              onClick={() => trial.mutate({ body: { pair, map, to } })}
            >
              To {CRM[to]}
            </Button>
          ))}
        </Group>
      </Group>
      {rows === undefined ? (
        <Text size="sm" c="var(--quiet)">
          Reads the records that changed last and shows what the map would make of them. Writes nothing.
        </Text>
      ) : rows.length === 0 ? (
        <Text size="sm">No record has a value in this field.</Text>
      ) : (
        <Table mt={6} withTableBorder layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ recordId, before, after, problem }) => (
              <Table.Tr key={recordId}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{before ?? '(blank)'}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {problem === null ? (after ?? '(blank)') : `Waits for a person: ${problem}`}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  )
}
