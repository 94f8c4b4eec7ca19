export const handler = async () => ({ statusCode: "two hundred", body: { success: true } });
