namespace FollowUps.Calls;

/// <summary>Reads a call-closed message as the queue delivered it.</summary>
public static class ReadCallClosed
{
}
