/** The font of documents: Open Sans has Latin, Greek and Cyrillic. The build puts the files into the function's code. */
import regular from "@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf";
import bold from "@expo-google-fonts/open-sans/700Bold/OpenSans_700Bold.ttf";

export const regularFont: Uint8Array = regular;
export const boldFont: Uint8Array = bold;
