/** A repository of the Hub. */
export interface HubRepository {
  readonly type: 'model' | 'dataset';
  /** `org/name`. */
  readonly name: string;
}

/** Its page, for people. */
export function repositoryPage({ type, name }: HubRepository, endpoint: string): string {
  return `${endpoint}/${type === 'model' ? '' : 'datasets/'}${name}`;
}
