/** Teams as other services see them. The teams service owns the rest. */

/** A team's item in the Teams table. */
export interface TeamItem {
  readonly id: string;
  readonly kind: "team";
  readonly name: string;
  readonly description?: string;
  readonly managerId: string;
  /** The same as those users' `teamId`: both are written in one transaction. */
  readonly memberIds?: ReadonlySet<string>;
  readonly parentTeamId?: string;
  /** The teams whose `parentTeamId` is this one: both are written in one transaction. */
  readonly childTeamIds?: ReadonlySet<string>;
  readonly department?: string;
  readonly isActive: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly version: number;
}

/** What a manager may see and decide on. */
export interface Scope {
  /** The teams that they lead, and those below them. */
  readonly teamIds: ReadonlySet<string>;
  /** The members of these teams. */
  readonly memberIds: ReadonlySet<string>;
}
