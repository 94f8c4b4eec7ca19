/** What one stack gives to another. */
import type { TableName } from "@aerotage/core/contract/tables";

/** What other stacks make and functions are given. */
export interface StackOutputs {
  readonly userPoolId: string;
  readonly userPoolArn: string;
  /** The app client by which functions verify a password. */
  readonly verificationClientId: string;
  readonly cursorSecret: string;
  /** The API's address, without a slash at its end. */
  readonly apiUrl: string;
  /** The environment's customer-managed key, where it has one. */
  readonly encryptionKeyArn: string | undefined;
  readonly streamArns: Partial<Record<TableName, string>>;
  /** True where an emulator stands for the cloud: it checks the sending of mail otherwise. */
  readonly onEmulator: boolean;
}
