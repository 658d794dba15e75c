/** Takes a picture of the visitor's: it is scaled here and sent nowhere. */
export function OwnPicture({ onOwn }: { onOwn: (file: Blob) => void }) {
  return (
    <label class="own">
      <span class="button">Add a picture</span>
      <input
        type="file"
        class="visually-hidden"
        accept="image/*"
        onChange={({ currentTarget }) => {
          for (const file of currentTarget.files ?? []) onOwn(file);
          currentTarget.value = '';
        }}
      />
      <small>or drop one anywhere. It stays in this browser.</small>
    </label>
  );
}
