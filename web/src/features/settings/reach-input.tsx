import { MultiSelect, Stack, Switch } from '@mantine/core'
import { useSession } from '../../shell/use-session.ts'

export type Reach = 'all' | string[]

/** Every connection, or some of those that the reader reaches. */
export function ReachInput(props: { readonly value: Reach; readonly onChange: (value: Reach) => void }) {
  const { value, onChange } = props
  const { data: session } = useSession()
  const known = session?.connections ?? []
  return (
    <Stack gap="xs">
      <Switch
        label="All connections, also those to come"
        checked={value === 'all'}
        onChange={(event) => onChange(event.currentTarget.checked ? 'all' : known.map(({ id }) => id))}
      />
      {value === 'all' ? null : (
        <MultiSelect
          label="Connections"
          data={known.map(({ id, name }) => ({ value: id, label: name }))}
          value={value}
          onChange={onChange}
          comboboxProps={{ withinPortal: true }}
        />
      )}
    </Stack>
  )
}
