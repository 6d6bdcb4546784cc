import { Skeleton, Stack } from '@mantine/core'

/** While the code or the first figures of a page come. */
export function PageLoading() {
  return (
    <Stack gap="md" role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={34} width="40%" radius="md" />
      <Skeleton height={120} radius={12} />
      <Skeleton height={360} radius={12} />
    </Stack>
  )
}
