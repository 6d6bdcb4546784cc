import { Anchor } from '@mantine/core'
import { EmptyNote } from '../components/empty-note.tsx'

export const NotFound = () => (
  <EmptyNote title="There is no such page">
    The address may be mistyped, or from another version of Tandem. <Anchor href="/">Go to the overview</Anchor>
  </EmptyNote>
)
