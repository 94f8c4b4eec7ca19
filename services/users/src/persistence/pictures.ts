/** Where profile pictures lie. */
import { downloadUrl } from "@aerotage/core/aws/storage";
import type { User } from "../domain/user.js";

/** How long a link to a picture is good, in seconds: no longer than the credentials of a function that signs it. */
const linkSeconds = 3600;

/** The key of a person's picture: a new one takes the place of the old one. */
export function pictureKey(userId: string): string {
  return `profile-pictures/${userId}`;
}

/** A link to a person's picture, where there is one. */
export async function pictureLink(user: Pick<User, "id" | "pictureType">): Promise<string | undefined> {
  return user.pictureType === undefined ? undefined : downloadUrl("general", pictureKey(user.id), linkSeconds);
}
