/**
 * Parts of a row in the recycle bin that no describe tells of and no answer shows: the id of the record whose deletion
 * took this one with it, and when it was removed from the bin for good.
 */
export const DELETED_WITH = '~deletedWith'
export const EMPTIED_AT = '~emptiedAt'
